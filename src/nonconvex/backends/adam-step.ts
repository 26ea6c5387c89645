import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from './backend.js';

/** Our own kernel, which a backend may have. */
export const adamKernel = 'RelucentAdamStep';

export type AdamAttributes = Record<'keepMean' | 'keepSquare' | 'rate' | 'floor', number>;

/** What Adam remembers of a parameter: the running means of its gradient and of the gradient's square. */
export interface AdamState<T extends Tensor = Tensor> {
  readonly parameter: T;
  readonly mean: T;
  readonly square: T;
}

/**
 * One step of Adam, number `step` counted from 1:
 *
 *   m <- b1 m + (1 - b1) g,   v <- b2 v + (1 - b2) g^2,
 *   p <- p - rate (m / (1 - b1^step)) / (sqrt(v / (1 - b2^step)) + 1e-8),
 *
 * with b1 = 0.9 and b2 = 0.999. By one kernel where the backend has it. Source: Kingma and Ba 2015, Algorithm 1; both
 * corrections are moved into scalars.
 */
export function adamStep<T extends Tensor>(
  tf: TensorLibrary,
  state: AdamState<T>,
  gradient: T,
  rate: number,
  step: number,
): AdamState<T> {
  const [keepMean, keepSquare] = [0.9, 0.999];
  const spread = Math.sqrt(1 - keepSquare ** step);
  const corrected = (rate * spread) / (1 - keepMean ** step);
  const floor = 1e-8 * spread;
  const { parameter, mean, square } = state;
  if (tf.getKernel(adamKernel, tf.getBackend())) {
    const inputs = { parameter, gradient, mean, square };
    const attributes: AdamAttributes = { keepMean, keepSquare, rate: corrected, floor };
    const results = tf.engine().runKernel(adamKernel, inputs, attributes) as unknown as T[];
    return { parameter: results[0]!, mean: results[1]!, square: results[2]! };
  }
  const newMean = tf.add<T>(tf.mul(keepMean, mean), tf.mul(1 - keepMean, gradient));
  const newSquare = tf.add<T>(tf.mul(keepSquare, square), tf.mul(1 - keepSquare, tf.square(gradient)));
  const change = tf.div(tf.mul(corrected, newMean), tf.add(tf.sqrt(newSquare), floor));
  return { parameter: tf.sub<T>(parameter, change), mean: newMean, square: newSquare };
}
