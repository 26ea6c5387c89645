import type { Certificate } from '../../core/generated/documents.js';
import { row } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import { dualNorm } from './dual-norms.js';
import { largestNorm, type RoundedNorm, roundedSum } from './rounded-sum.js';
import { firstOfGroups } from './shift-claims.js';

/**
 * The dual norm of the paper's programs, written out by the formula and sharing no code with the trainer: the largest
 * N*(h) over the v (sigma = +1) and w (sigma = -1) of every pattern,
 *
 *   h = -sigma (sum_k D_k nu_k x_k + sum over active groups r_g) + sum_k s_k mu_k x_k - p,   |p_j| <= e_j sum_k mu_k.
 *
 * For p its best choice is taken, the nearest point of its box. Expects multipliers that meet their conditions.
 */
export function stableNorm(
  { patterns = [], nu, mu = [], shift = [], group = [] }: Certificate,
  { train: { x }, radii, norm }: Problem,
): RoundedNorm {
  const groups = firstOfGroups(group);
  const dual = dualNorm(norm.spec);
  const norms = patterns.flatMap((text, i) =>
    [1, -1].map((sigma) => {
      const h = roundedSum(x.cols);
      nu.forEach((v, k) => {
        if (text[k] === '1') h.add(-sigma * v, row(x, k));
      });
      groups.forEach((k, g) => {
        if (text[k] === '1') h.add(-sigma, shift[g]!);
      });
      const { rows, values } = mu[sigma > 0 ? i : i + patterns.length]!;
      let mass = 0;
      rows.forEach((k, at) => {
        const sign = text[k] === '1' ? 1 : -1;
        mass += values[at]!;
        h.add(sign * values[at]!, row(x, k));
      });
      return h.normLess(mass, radii, dual);
    }),
  );
  return largestNorm(norms);
}
