import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../tensors.js';
import type { NetworkGradients, Slopes } from './network-gradients.js';

/**
 * Gradients of one hidden ReLU layer, f = relu(z) A' with z = x U', U (m, d) and A (K, m), by hand: with the slopes
 * s (b, K) in f and p = [z >= 0] * s A,
 *
 *   dA = s' relu(z),   dU = p' x,   dx = p U.
 */
export const reluGradients: NetworkGradients = {
  inParameters(tf, [hidden, output], x, slopes) {
    const at = backward(tf, hidden as Tensor2D, output as Tensor2D, x, slopes);
    return [
      tf.matMul(at.pull as Tensor2D, x, true, false),
      tf.matMul(at.slopes, tf.relu(at.preactivations), true, false),
    ];
  },

  inRows(tf, [hidden, output], x, slopes) {
    const at = backward(tf, hidden as Tensor2D, output as Tensor2D, x, slopes);
    return tf.matMul(at.pull as Tensor2D, hidden as Tensor2D);
  },
};

/** z, the slopes in f there, and their pull on z. */
function backward(tf: TensorLibrary, hidden: Tensor2D, output: Tensor2D, x: Tensor2D, slopes: Slopes) {
  const preactivations = tf.matMul<Tensor2D>(x, hidden, false, true);
  const s = slopes(tf.matMul(tf.relu(preactivations), output, false, true));
  return { preactivations, slopes: s, pull: whereActive(tf, preactivations, tf.matMul(s, output)) };
}

/** [z >= 0] * a: the derivative of the ReLU at 0 is 1. By `step`, because comparisons are slow on wasm. */
function whereActive(tf: TensorLibrary, z: Tensor, a: Tensor): Tensor {
  return tf.sub(a, tf.mul(tf.step(tf.neg(z)), a));
}
