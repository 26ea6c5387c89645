import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../tensors.js';

/** How one parameter moves along its gradient. `memory` is what it remembers of earlier gradients. */
export interface Optimizer {
  start(tf: TensorLibrary, parameter: Tensor2D): Tensor2D[];
  /** `step` counts from 1. */
  update(
    tf: TensorLibrary,
    parameter: Tensor2D,
    gradient: Tensor2D,
    memory: readonly Tensor2D[],
    rate: number,
    step: number,
  ): { parameter: Tensor2D; memory: Tensor2D[] };
}

/** p - rate g. */
const sgd: Optimizer = {
  start: () => [],
  update: (tf, parameter, gradient, _memory, rate) => ({
    parameter: tf.sub(parameter, tf.mul(rate, gradient)),
    memory: [],
  }),
};

/**
 * m and v are running means of g and g^2; p - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + e), with b1 = 0.9,
 * b2 = 0.999 and e = 1e-8. Source: Kingma and Ba 2015, Algorithm 1; both corrections are moved into scalars.
 */
const adam: Optimizer = {
  start: (tf, parameter) => [tf.zerosLike(parameter), tf.zerosLike(parameter)],
  update(tf, parameter, gradient, memory, rate, step) {
    const mean = blend(tf, 0.9, memory[0]!, gradient);
    const square = blend(tf, 0.999, memory[1]!, tf.square(gradient));
    const spread = Math.sqrt(1 - 0.999 ** step);
    const corrected = (rate * spread) / (1 - 0.9 ** step);
    const change = tf.div(tf.mul(corrected, mean), tf.add(tf.sqrt(square), 1e-8 * spread));
    return { parameter: tf.sub(parameter, change), memory: [mean, square] };
  },
};

export const optimizers = { sgd, adam } as const;
export type OptimizerName = keyof typeof optimizers;

/** keep * old + (1 - keep) * fresh. */
function blend(tf: TensorLibrary, keep: number, old: Tensor2D, fresh: Tensor): Tensor2D {
  return tf.add(tf.mul(keep, old), tf.mul(1 - keep, fresh));
}
