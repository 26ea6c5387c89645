import type { Certificate } from '../../core/generated/documents.js';
import { row } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import { dualNorm } from './dual-norms.js';
import { largestNorm, type RoundedNorm, roundedSum } from './rounded-sum.js';
import { firstOfGroups } from './shift-claims.js';
import { dense } from './sparse-rows.js';

/**
 * The dual norm of the soft program, written out by the formula and sharing no code with the trainer: the largest
 * N*(h_i) over its neurons, the first half with sigma = +1, the second with sigma = -1,
 *
 *   h_i = -sigma (sum_k lambda_k nu_k x_k + sum_g lambda_g r_g) - sum_k (1 - lambda_k) mu_k x_k
 *         + sum_k lambda_k mu'_k x_k - p,   |p_j| <= e_j sum_k [(1 - lambda_k) mu_k + lambda_k mu'_k].
 *
 * For p its best choice is taken, the nearest point of its box. Expects multipliers that meet their conditions.
 */
export function softNorm(
  { slopes = [], nu, shift = [], group = [], muInactive = [], muActive = [] }: Certificate,
  { train: { x }, radii, norm }: Problem,
): RoundedNorm {
  const groups = firstOfGroups(group);
  const dual = dualNorm(norm.spec);
  const norms = slopes.map((lambda, i) => {
    const sigma = i < slopes.length / 2 ? 1 : -1;
    const inactive = dense(muInactive[i]!, x.rows);
    const active = dense(muActive[i]!, x.rows);
    const h = roundedSum(x.cols);
    let mass = 0;
    lambda.forEach((slope, k) => {
      const off = (1 - slope) * inactive[k]!;
      const on = slope * active[k]!;
      h.add(-sigma * slope * nu[k]!, row(x, k));
      h.add(-off, row(x, k));
      h.add(on, row(x, k));
      mass += off + on;
    });
    groups.forEach((k, g) => {
      h.add(-sigma * lambda[k]!, shift[g]!);
    });
    return h.normLess(mass, radii, dual);
  });
  return largestNorm(norms);
}
