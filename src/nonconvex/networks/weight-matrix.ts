import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../tensors.js';

/** A weight as the matrix (outputs, rest): dense weights as they are, kernels (..., outputs) reshaped. */
export function toWeightMatrix(tf: TensorLibrary, weight: Tensor): Tensor2D {
  if (weight.rank === 2) return weight as Tensor2D;
  return tf.transpose(tf.reshape(weight, [-1, weight.shape.at(-1)!])) as Tensor2D;
}

/** The way back from {@link toWeightMatrix}. */
export function fromWeightMatrix(tf: TensorLibrary, matrix: Tensor2D, shape: readonly number[]): Tensor {
  return shape.length === 2 ? matrix : tf.reshape(tf.transpose(matrix), [...shape]);
}
