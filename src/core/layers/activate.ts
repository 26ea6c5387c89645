import { type ActivationSpec, activationOf } from '../activations.js';
import type { Batch } from './layer.js';

/** The activation of every entry, in place. */
export function activate(spec: ActivationSpec, z: Batch): Batch {
  const { value } = activationOf(spec);
  for (let i = 0; i < z.data.length; i++) z.data[i] = value(z.data[i]!);
  return z;
}

/** Gradient in z of sum_i slopes_i activation(z_i). */
export function pullThrough(spec: ActivationSpec, z: Batch, slopes: Batch): Float64Array {
  const { slope } = activationOf(spec);
  return slopes.data.map((pull, i) => (pull === 0 ? 0 : pull * slope(z.data[i]!)));
}
