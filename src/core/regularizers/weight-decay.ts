import { dot } from '../matrix.js';
import { weightsOf } from '../network.js';
import type { Regularizer } from './regularizer.js';

/** Half the sum of the squared weights of all layers. */
export const weightDecay: Regularizer = {
  name: 'weight-decay',
  value: (network) => weightsOf(network).reduce((sum, data) => sum + dot(data, data), 0) / 2,
};
