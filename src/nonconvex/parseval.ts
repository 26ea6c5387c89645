import type { Tensor } from '@tensorflow/tfjs-core';
import { fromWeightMatrix, toWeightMatrix } from './networks/weight-matrix.js';
import type { TensorLibrary } from './tensors.js';

/**
 * W <- (1 + b) W - b W W' W, W (outputs, rest): one step of gradient descent on (b / 4) ||W W' - I||^2, which takes a
 * singular value s to (1 + b) s - b s^3 and so pulls it towards 1 from anywhere below sqrt((1 + b) / b).
 * Source: Cisse, Bojanowski, Grave, Dauphin and Usunier 2017, eq. (8).
 */
export function parsevalRetraction(tf: TensorLibrary, weight: Tensor, b: number): Tensor {
  const matrix = toWeightMatrix(tf, weight);
  const [outputs, rest] = matrix.shape;
  const cube =
    outputs <= rest
      ? tf.matMul(tf.matMul(matrix, matrix, false, true), matrix)
      : tf.matMul(matrix, tf.matMul(matrix, matrix, true, false));
  return fromWeightMatrix(tf, tf.sub(tf.mul(1 + b, matrix), tf.mul(b, cube)), weight.shape);
}
