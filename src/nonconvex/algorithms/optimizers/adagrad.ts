import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../../tensors.js';
import type { Optimizer } from './optimizer.js';

/** s <- s + g^2; p - rate g / (sqrt(s) + e), e = 1e-10. Source: Duchi, Hazan and Singer 2011, with a diagonal matrix. */
export const adagrad: Optimizer = {
  name: 'adagrad',
  proximal: false,
  defaultRate: () => 0.05,
  start: (tf, parameter) => [tf.zerosLike(parameter)],
  update(tf, parameter, gradient, memory, rate) {
    const squares = tf.add(memory[0]!, tf.square(gradient));
    return { parameter: tf.sub(parameter, scaledStep(tf, gradient, squares, rate)), memory: [squares] };
  },
};

/** rate g / (sqrt(s) + e). */
export function scaledStep(tf: TensorLibrary, gradient: Tensor, squares: Tensor, rate: number): Tensor {
  return tf.div(tf.mul(rate, gradient), tf.add(tf.sqrt(squares), 1e-10));
}
