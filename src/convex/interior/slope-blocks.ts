import { addScaled } from '../../core/matrix.js';
import type { InteriorProgram } from './program.js';
import type { Rows } from './vectors.js';

/**
 * What is left of each group's slope when its q_G and its samples' xi_k are eliminated: g_G has the Hessian
 * diag(del_G) + sum f f' over the group's rows f.
 */
export interface SlopeBlocks {
  /** del_G = 4 b1 b2 / (b1 + b2) on the attacked columns (groups, attacked). */
  readonly diagonal: Float64Array;
  /** The rows f (rows, d), and the group of each. */
  readonly factor: Float64Array;
  readonly rowGroup: Uint32Array;
  /** Sums and differences of the weights of q + g and q - g (groups, attacked). */
  readonly sum: Float64Array;
  readonly difference: Float64Array;
  /** sum_j e_j^2 / sum_Gj (groups,). */
  readonly spread: Float64Array;
  /** What the loss rows leave of e . q: its square (groups,) and its product with g (groups, d). */
  readonly reach: Float64Array;
  readonly cross: Float64Array;
  /** xi = (rhs - along l + across t) / curvature, one number a sample. */
  readonly curvature: Float64Array;
  readonly along: Float64Array;
  readonly across: Float64Array;
}

/**
 * With weights w1, w2 of the loss rows and b1, b2 of q -+ g: xi_k leaves the form (ll, lt, tt)_k in l_k = x_k . g and
 * t = e . q, which with T = sum tt_k, c = sum lt_k x_k is
 *
 *   sum_k (det_k / tt_k) l_k^2  +  sum_k tt_k ((lt_k / tt_k) x_k . g - c . g / T)^2  +  T (t + c . g / T)^2;
 *
 * q leaves, with b = e (b2 - b1)/(b1 + b2) and sigma = sum e^2/(b1 + b2), of the last term T/(sigma T + 1) ((b - c/T) . g)^2.
 * The second sum is zero for a group of one sample, the first one for the hinge loss. No term cancels another.
 */
export function slopeBlocks(program: InteriorProgram, weights: Rows): SlopeBlocks {
  const { n, d, attacked, groups, group, x, radii, loss } = program;
  const sum = weights.qPlus.map((value, at) => value + weights.qMinus[at]!);
  const difference = weights.qPlus.map((value, at) => value - weights.qMinus[at]!);
  const diagonal = sum.map((value, at) => (4 * weights.qMinus[at]! * weights.qPlus[at]!) / value);
  const vector = (length: number) => new Float64Array(length);
  const [spread, reach, members] = [vector(groups), vector(groups), vector(groups)];
  const [curvature, along, across] = [vector(n), vector(n), vector(n)];
  const cross = new Float64Array(groups * d);
  const own = (a: Float64Array, k: number) => a.subarray(k * d, (k + 1) * d);

  const forms = Array.from(group, (of, k) => {
    const [w1, w2] = [weights.first[k]!, weights.second[k]!];
    const form = loss.condense(w1, w2, k);
    curvature[k] = w1 + w2 + loss.curvature;
    along[k] = w1 * loss.slope1[k]! + w2 * loss.slope2[k]!;
    across[k] = w1 + w2 * loss.reach2;
    members[of]!++;
    reach[of]! += form.tt;
    if (attacked > 0) addScaled(own(cross, of), form.lt, own(x, k));
    return form;
  });

  const reached = attacked > 0 ? groups : 0;
  const apart = attacked === 0 || loss.reach2 === 1;
  const shared = (k: number) => attacked > 0 && members[group[k]!]! > 1;
  const count = (apart ? n : 0) + group.filter((_, k) => shared(k)).length + reached;
  const factor = new Float64Array(count * d);
  const rowGroup = new Uint32Array(count);
  let filled = 0;
  const rowOf = (of: number) => {
    rowGroup[filled] = of;
    return own(factor, filled++);
  };
  for (const [k, { ll, lt, tt, det }] of forms.entries()) {
    const of = group[k]!;
    if (apart) addScaled(rowOf(of), Math.sqrt(attacked > 0 ? det / tt : ll), own(x, k));
    if (!shared(k)) continue;
    const f = rowOf(of);
    addScaled(f, lt / Math.sqrt(tt), own(x, k));
    addScaled(f, -Math.sqrt(tt) / reach[of]!, own(cross, of));
  }
  for (let of = 0; of < reached; of++) {
    for (let j = 0; j < attacked; j++) spread[of]! += radii[j]! ** 2 / sum[of * attacked + j]!;
    const f = rowOf(of);
    const root = Math.sqrt(reach[of]! / (spread[of]! * reach[of]! + 1));
    addScaled(f, -root / reach[of]!, own(cross, of));
    for (let j = 0; j < attacked; j++) {
      const at = of * attacked + j;
      f[j]! += (root * radii[j]! * difference[at]!) / sum[at]!;
    }
  }
  return {
    diagonal,
    factor,
    rowGroup,
    sum,
    difference,
    spread,
    reach,
    cross,
    curvature,
    along,
    across,
  };
}
