import type { Optimizer } from './optimizer.js';

/** p - rate g. Source: Robbins and Monro 1951. */
export const sgd: Optimizer = {
  name: 'sgd',
  proximal: true,
  // The gradients of a loss that weighs so many times as much are so many times as long.
  defaultRate: (lossWeight) => 0.1 / lossWeight,
  start: () => [],
  update: (tf, parameter, gradient, _memory, rate) => ({
    parameter: tf.sub(parameter, tf.mul(rate, gradient)),
    memory: [],
  }),
};
