import { norm2 } from '../../core/matrix.js';
import type { ActivityGroups } from '../activity-groups.js';
import type { BoundedProblem } from '../formulations/stable-bound.js';
import { type Pattern, signOf } from '../patterns/pattern.js';
import { type ScaledProblem, scaledProblem } from './scaled-problem.js';

/**
 * The stable training program in units of its own, over N = 2P neurons u_i = (v, w):
 *
 *   minimise    sum_k (cost xi_k + curvature/2 xi_k^2) + weight sum_i t_i,   ||u_i|| <= t_i,
 *   subject to  s_ik x_k . u_i - e . p_i >= 0,  p_i >= |u_i|,  q_G >= |g_G|,  g_G = sum_i D_iG (v_i - w_i),
 *               and two loss rows a sample of G over xi_k, x_k . g_G and e . q_G.
 *
 * Samples on which the same patterns are active form a group G: they share one slope g_G and one reach q_G.
 * p and q have entries for the `attacked` columns only, those with e_j > 0; these come first.
 */
export interface InteriorProgram extends ScaledProblem {
  readonly patterns: number;
  readonly groups: number;
  /** Group of each sample (n,). */
  readonly group: Uint32Array;
  /** X' (d, n). */
  readonly xT: Float64Array;
  /** D of the groups (groups, P), and its transpose. */
  readonly active: Float64Array;
  readonly activeT: Float64Array;
  /** s_ik = 2 D_ik - 1 (P, n). */
  readonly signs: Float64Array;
  /** Strictly feasible directions (P, d), of length 1. */
  readonly directions: Float64Array;
}

/** The program of the scaled problem. Every pattern needs a direction strictly inside its (robust) cone. */
export function interiorProgram(
  problem: BoundedProblem,
  patterns: readonly Pattern[],
  { group, representative }: ActivityGroups,
): InteriorProgram {
  const scaled = scaledProblem(problem);
  const { n, d, x, units } = scaled;
  const P = patterns.length;
  const xT = new Float64Array(n * d);
  for (let k = 0; k < n; k++) for (let j = 0; j < d; j++) xT[j * n + k] = x[k * d + j]!;
  const groups = representative.length;
  const active = new Float64Array(groups * P);
  const activeT = new Float64Array(P * groups);
  const signs = new Float64Array(P * n);
  const directions = new Float64Array(P * d);
  patterns.forEach((pattern, i) => {
    for (const [at, k] of representative.entries()) {
      active[at * P + i] = pattern.active[k]!;
      activeT[i * groups + at] = pattern.active[k]!;
    }
    for (let k = 0; k < n; k++) signs[i * n + k] = signOf(pattern, k);
    const direction = Float64Array.from(units.order, (j) => pattern.direction![j]!);
    const length = norm2(direction);
    for (let j = 0; j < d; j++) directions[i * d + j] = direction[j]! / length;
  });
  return { ...scaled, patterns: P, groups, group, xT, active, activeT, signs, directions };
}
