import { dot } from '../matrix.js';
import { type Network, weightsOf } from '../network.js';
import type { Regularizer } from './regularizer.js';

/** Half the sum of the squared weights of all layers. */
export const weightDecay = {
  name: 'weight-decay' as const,
  value: (network: Network) => weightsOf(network).reduce((sum, data) => sum + dot(data, data), 0) / 2,
} satisfies Regularizer;
