import { dot, row } from '../matrix.js';
import { weightMatricesOf } from '../network.js';
import type { GroupNorm } from '../norms/group-norm.js';
import type { Regularizer } from './regularizer.js';

/**
 * Half the sum of N(u)^2 over the neurons u of the first layer and of the squared weights of all further layers: with one
 * hidden layer sum_j (N(u_j)^2 + alpha_j^2) / 2, at its best scaling sum_j N(u_j) |alpha_j|.
 */
export function groupLasso(norm: GroupNorm): Regularizer {
  return {
    name: 'group-lasso',
    value(network) {
      const [first, ...rest] = weightMatricesOf(network);
      let squares = rest.reduce((sum, { data }) => sum + dot(data, data), 0);
      if (first) for (let j = 0; j < first.rows; j++) squares += norm.value(row(first, j)) ** 2;
      return squares / 2;
    },
  };
}
