import type { Matrix } from '../matrix.js';
import { type Network, weightMatricesOf } from '../network.js';
import type { Regularizer } from './regularizer.js';

/**
 * sum_l sum_j ||W_l[:, j]||_2: the group of column j are the weights that leave input j of layer l, so that a group
 * of zeros takes the input out of the layer.
 */
export const columnLasso = {
  name: 'column-lasso' as const,
  value: (network: Network) =>
    weightMatricesOf(network).reduce((sum, weight) => sum + columnNorms(weight), 0),
} satisfies Regularizer;

/** sum_j ||W[:, j]||_2. */
function columnNorms({ rows, cols, data }: Matrix): number {
  let sum = 0;
  for (let j = 0; j < cols; j++) {
    let squares = 0;
    for (let i = 0; i < rows; i++) squares += data[i * cols + j]! ** 2;
    sum += Math.sqrt(squares);
  }
  return sum;
}
