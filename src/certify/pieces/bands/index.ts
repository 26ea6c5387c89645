import { type ActivationSpec, sigmoid, tanh } from '../../../core/activations.js';
import type { Bounding } from './band.js';
import { leaky } from './leaky.js';
import { relu6 } from './relu6.js';
import { sShaped } from './s-shaped.js';
import { softplus } from './softplus.js';

const named: Readonly<Record<Extract<ActivationSpec, string>, Bounding>> = {
  relu: leaky(0),
  linear: leaky(1),
  relu6,
  softplus,
  sigmoid: sShaped(sigmoid, 0, 1),
  tanh: sShaped(tanh, -1, 1),
};

export function boundingOf(spec: ActivationSpec): Bounding {
  return typeof spec === 'string' ? named[spec] : leaky(spec.slope);
}
