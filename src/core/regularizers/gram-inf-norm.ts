import { gramDeviation, largestEntry } from '../gram.js';
import { weightMatricesOf } from '../network.js';
import type { Regularizer } from './regularizer.js';

/** sum_l max_ij |(W_l W_l' - I)_ij| over the layers l; for tall weights W_l' W_l. */
export const gramInfNorm: Regularizer = {
  name: 'gram-inf-norm',
  value: (network) =>
    weightMatricesOf(network).reduce((sum, weight) => sum + largestEntry(gramDeviation(weight)), 0),
};
