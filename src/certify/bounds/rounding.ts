import type { Chain } from '../chain/chain.js';
import { inputSize } from '../chain/chain.js';

/**
 * A factor gamma with |computed - exact| <= gamma sum |terms| for everything this folder computes from a chain.
 *
 * A dot product of n terms errs by at most n u / (1 - n u) times its sum of absolute terms, in any order of summation
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2002, sec. 3.1; u = 2^-53). With n the number of all neurons
 * and inputs together, a bound that goes through the whole chain stays within 2 n u per charge (see `charge` in
 * dual-bound.ts); 8 (n + 8) u leaves room for merged neurons, for slopes and intercepts and for this factor's own
 * rounding.
 */
export function roundingFactor(chain: Chain): number {
  const neurons = chain.hidden.reduce((sum, { weight }) => sum + weight.rows, 0);
  return roundingOf(inputSize(chain) + neurons + chain.last.weight.rows);
}

/** The factor for sums of up to n terms: 8 (n + 8) u. */
export function roundingOf(n: number): number {
  return 4 * Number.EPSILON * (n + 8);
}

/** Added to every error, for products that underflow. */
export const underflow = 1e-290;
