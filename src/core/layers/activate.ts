import { type ActivationSpec, activationOf } from '../activations.js';
import type { Batch } from './layer.js';

/** The activation of every entry, in place. */
export function activate(spec: ActivationSpec, z: Batch): Batch {
  if (spec === 'linear') return z;
  const { data } = z;
  if (spec === 'relu') {
    // By far the most frequent one: a call for every entry would take several times as long.
    for (let i = 0; i < data.length; i++) data[i] = Math.max(0, data[i]!);
    return z;
  }
  const { value } = activationOf(spec);
  for (let i = 0; i < data.length; i++) data[i] = value(data[i]!);
  return z;
}

/**
 * Gradient in z of sum_i slopes_i activation(z_i). `preactivations` gives z, and is not asked for where the
 * activation is linear.
 */
export function pullThrough(spec: ActivationSpec, preactivations: () => Batch, slopes: Batch): Float64Array {
  if (spec === 'linear') return slopes.data;
  const { slope } = activationOf(spec);
  const z = preactivations().data;
  const pulls = slopes.data.slice();
  for (let i = 0; i < z.length; i++) if (pulls[i] !== 0) pulls[i]! *= slope(z[i]!);
  return pulls;
}
