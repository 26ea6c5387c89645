import type { InteriorProgram } from './program.js';
import type { Rows } from './vectors.js';

/**
 * What is left of each sample when its q_k and xi_k are eliminated: g_k has the Hessian diag(del_k) + F_k'F_k, F_k one
 * or two rows.
 */
export interface SampleBlocks {
  /** del_k = 4 b1 b2 / (b1 + b2) on the attacked columns (n, attacked). */
  readonly diagonal: Float64Array;
  /** Rows F (factorRows, d): first those of all samples, then, where there are two, the second ones. */
  readonly factor: Float64Array;
  readonly factorRows: number;
  /** Sums and differences of the weights of q + g and q - g (n, attacked). */
  readonly sum: Float64Array;
  readonly difference: Float64Array;
  /** sum_j e_j^2 / sum_kj (n,). */
  readonly spread: Float64Array;
  /** The form in (l, t) that is left of the loss rows. */
  readonly lt: Float64Array;
  readonly tt: Float64Array;
  /** xi = (rhs - along l + across t) / curvature. */
  readonly curvature: Float64Array;
  readonly along: Float64Array;
  readonly across: Float64Array;
}

/**
 * With weights w1, w2 of the loss rows and b1, b2 of q -+ g: xi leaves the form (ll, lt, tt) in l = x . g and t = e . q;
 * q leaves, with b = e (b2 - b1)/(b1 + b2), sigma = sum e^2/(b1 + b2) and u = b . g, the form in (l, u)
 *
 *   M_ll = (ll + sigma det)/(sigma tt + 1),  M_lu = -lt/(sigma tt + 1),  det M = det/(sigma tt + 1),
 *
 * whose Cholesky factor gives the rows sqrt(M_ll) x + M_lu/sqrt(M_ll) b and sqrt(det M / M_ll) b.
 */
export function sampleBlocks(program: InteriorProgram, weights: Rows): SampleBlocks {
  const { n, d, attacked, x, radii, loss } = program;
  const sum = weights.qPlus.map((value, at) => value + weights.qMinus[at]!);
  const difference = weights.qPlus.map((value, at) => value - weights.qMinus[at]!);
  const diagonal = sum.map((value, at) => (4 * weights.qMinus[at]! * weights.qPlus[at]!) / value);
  const vector = () => new Float64Array(n);
  const [spread, lt, tt, curvature, along, across] = [
    vector(),
    vector(),
    vector(),
    vector(),
    vector(),
    vector(),
  ];
  const two = attacked > 0 && loss.reach2 === 1;
  const factorRows = two ? 2 * n : n;
  const factor = new Float64Array(factorRows * d);

  for (let k = 0; k < n; k++) {
    const [w1, w2] = [weights.first[k]!, weights.second[k]!];
    const form = loss.condense(w1, w2, k);
    for (let j = 0; j < attacked; j++) spread[k]! += radii[j]! ** 2 / sum[k * attacked + j]!;
    lt[k] = form.lt;
    tt[k] = form.tt;
    curvature[k] = w1 + w2 + loss.curvature;
    along[k] = w1 * loss.slope1[k]! + w2 * loss.slope2[k]!;
    across[k] = w1 + w2 * loss.reach2;

    const denominator = spread[k]! * form.tt + 1;
    const root = Math.sqrt((form.ll + spread[k]! * form.det) / denominator);
    const cross = -form.lt / denominator / root;
    const rest = Math.sqrt(form.det / denominator) / root;
    for (let j = 0; j < d; j++) factor[k * d + j] = root * x[k * d + j]!;
    for (let j = 0; j < attacked; j++) {
      const at = k * attacked + j;
      const b = (radii[j]! * difference[at]!) / sum[at]!;
      factor[k * d + j]! += cross * b;
      if (two) factor[(n + k) * d + j] = rest * b;
    }
  }
  return { diagonal, factor, factorRows, sum, difference, spread, lt, tt, curvature, along, across };
}
