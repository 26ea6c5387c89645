import { parameters, positive } from './parameter.js';
import { separable } from './separable.js';

/** Shape of the penalty: towards l0 as a -> 0, towards l1 as a -> infinity. */
export interface TransformedL1Params {
  readonly a: number;
}

/**
 * sum_i (a + 1) |x_i| / (a + |x_i|), a > 0. Above its threshold the operator is the largest root of a cubic,
 *
 *   2/3 (a + |x|) cos(phi / 3) - 2a/3 + |x|/3,   phi = arccos(1 - 2q),  q = 27 step a (a + 1) / (4 (a + |x|)^3),
 *
 * written here as |x| less what it loses, so that nothing cancels where that is little.
 * Source: Zhang and Xin 2017, Theorem 2.1, with the two forms of the threshold.
 */
export const transformedL1 = separable<TransformedL1Params>({
  name: 'tl1',
  formula: 'sum (a + 1) |x| / (a + |x|)',
  reference:
    'Zhang, Xin: Minimization of transformed L1 penalty: closed form representation and iterative thresholding algorithms. Commun. Math. Sci. 15 (2017)',
  convex: false,
  paramsSchema: parameters({ a: positive(1, 'Shape: towards l0 for small a, towards l1 for large a.') }),
  at: (size, { a }) => (a + 1) / (1 + a / size),
  /** The operator is continuous at the first form and jumps at the second. */
  threshold: (step, { a }) =>
    step <= a ** 2 / (2 * (a + 1)) ? (step * (a + 1)) / a : Math.sqrt(2 * step * (a + 1)) - a / 2,
  shrink(size, step, { a }) {
    const q = Math.min(1, (27 * step * a * (a + 1)) / (4 * (a + size) ** 3));
    const third = Math.asin(Math.sqrt(q)) / 3;
    return Math.max(0, size - (4 / 3) * (a + size) * Math.sin(third) ** 2);
  },
  slope: (size, { a }) => (a * (a + 1)) / (a + size) ** 2,
});
