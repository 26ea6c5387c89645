import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { ReluNetwork } from '../core/relu-network.js';
import { columnTensor, matrixTensor, type TensorLibrary } from './tensors.js';

/** A network of one hidden ReLU layer as tensors: U (m, d) with the neurons as rows, and alpha (m, 1). */
export type Weights = { readonly hidden: Tensor2D; readonly output: Tensor2D };

/** What a forward pass at rows x (b, d) leaves behind: z = x U' (b, m) and f = relu(z) alpha (b, 1). */
export interface Forward {
  readonly preactivations: Tensor2D;
  readonly values: Tensor2D;
}

export function weightsOf(tf: TensorLibrary, { hidden, output }: ReluNetwork): Weights {
  return { hidden: matrixTensor(tf, hidden), output: columnTensor(tf, output.data) };
}

export function networkOf({ hidden, output }: Weights): ReluNetwork {
  const [rows, cols] = hidden.shape;
  return {
    hidden: { rows, cols, data: Float64Array.from(hidden.dataSync()) },
    output: { rows: 1, cols: rows, data: Float64Array.from(output.dataSync()) },
  };
}

export function forward(tf: TensorLibrary, { hidden, output }: Weights, x: Tensor2D): Forward {
  const preactivations = tf.matMul<Tensor2D>(x, hidden, false, true);
  return { preactivations, values: tf.matMul(tf.relu<Tensor2D>(preactivations), output) };
}

/**
 * Gradient in U and alpha of sum_k l_k(f(x_k)), where `slopes` (b, 1) holds l_k'(f(x_k)):
 *
 *   dalpha = relu(z)' slopes,   dU = ([z >= 0] * slopes alpha')' x.
 */
export function weightGradient(
  tf: TensorLibrary,
  weights: Weights,
  x: Tensor2D,
  { preactivations }: Forward,
  slopes: Tensor2D,
): Weights {
  const outer = tf.mul(slopes, tf.transpose(weights.output));
  return {
    hidden: tf.matMul(whereActive(tf, preactivations, outer) as Tensor2D, x, true, false),
    output: tf.matMul(tf.relu(preactivations), slopes, true, false),
  };
}

/** Gradient of f in the input at every row, ([z >= 0] * alpha') U, shape (b, d). */
export function inputGradients(tf: TensorLibrary, weights: Weights, { preactivations }: Forward): Tensor2D {
  const slopes = whereActive(tf, preactivations, tf.transpose(weights.output));
  return tf.matMul(slopes as Tensor2D, weights.hidden);
}

/** [z >= 0] * a: the derivative of the ReLU at 0 is 1. By `step`, because comparisons are slow on wasm. */
function whereActive(tf: TensorLibrary, z: Tensor, a: Tensor): Tensor {
  return tf.sub(a, tf.mul(tf.step(tf.neg(z)), a));
}
