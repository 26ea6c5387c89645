import { dot, type Matrix, norm2 } from '../../core/matrix.js';
import type { ActivityGroups } from '../activity-groups.js';
import type { BoundedProblem } from '../formulations/stable-bound.js';
import { type Pattern, signOf } from '../patterns/pattern.js';
import { type LossRows, lossRows } from './loss-rows.js';

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
export interface InteriorProgram {
  /** Samples, columns that are not zero, attacked ones of them, patterns. */
  readonly n: number;
  readonly d: number;
  readonly attacked: number;
  readonly patterns: number;
  readonly groups: number;
  /** Group of each sample (n,). */
  readonly group: Uint32Array;
  /** (n, d). */
  readonly x: Float64Array;
  /** X' (d, n). */
  readonly xT: Float64Array;
  readonly radii: Float64Array;
  /** D of the groups (groups, P), and its transpose. */
  readonly active: Float64Array;
  readonly activeT: Float64Array;
  /** s_ik = 2 D_ik - 1 (P, n). */
  readonly signs: Float64Array;
  readonly weight: number;
  readonly loss: LossRows;
  /** Strictly feasible directions (P, d), of length 1. */
  readonly directions: Float64Array;
  readonly units: Units;
}

/** What one of the program's units is in the problem's. */
export interface Units {
  readonly neurons: number;
  readonly objective: number;
  /** A loss row, x . g. */
  readonly output: number;
  /** Column j of the program is column order[j] of the data. */
  readonly order: readonly number[];
}

/**
 * The program with entries of typical size 1, targets of typical size 1 and a loss of factor 1. Every pattern needs a
 * direction strictly inside its (robust) cone.
 */
export function interiorProgram(
  problem: BoundedProblem,
  patterns: readonly Pattern[],
  { group, representative }: ActivityGroups,
): InteriorProgram {
  const { x } = problem.train;
  const { rows: n } = x;
  const columns = nonzeroColumns(x);
  const d = columns.length;
  const order = [
    ...columns.filter((j) => problem.radii[j]! > 0),
    ...columns.filter((j) => problem.radii[j]! === 0),
  ];
  const entry = Math.sqrt(dot(x.data, x.data) / (n * d)) || 1;
  const targets = problem.train.y.data;
  const target = problem.loss.name === 'squared' ? norm2(targets) / Math.sqrt(n) || 1 : 1;
  const P = patterns.length;

  const own = new Float64Array(n * d);
  const xT = new Float64Array(n * d);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < d; j++) {
      const value = x.data[k * x.cols + order[j]!]! / entry;
      own[k * d + j] = value;
      xT[j * n + k] = value;
    }
  }
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
    const direction = Float64Array.from(order, (j) => pattern.direction![j]!);
    const length = norm2(direction);
    for (let j = 0; j < d; j++) directions[i * d + j] = direction[j]! / length;
  });

  return {
    n,
    d,
    attacked: order.filter((j) => problem.radii[j]! > 0).length,
    patterns: P,
    groups,
    group,
    x: own,
    xT,
    radii: Float64Array.from(order, (j) => problem.radii[j]! / entry).filter((radius) => radius > 0),
    active,
    activeT,
    signs,
    weight: problem.weight / (problem.lossScale * target * entry),
    loss: lossRows(
      problem.loss.name,
      targets.map((y) => y / target),
    ),
    directions,
    units: { neurons: target / entry, objective: problem.lossScale * target ** 2, output: target, order },
  };
}

/** Columns with an entry that is not zero: at an optimum no neuron has weight on the others. All where there is none. */
export function nonzeroColumns(x: Matrix): number[] {
  const nonzero = new Uint8Array(x.cols);
  for (let k = 0; k < x.rows; k++)
    for (let j = 0; j < x.cols; j++) if (x.data[k * x.cols + j] !== 0) nonzero[j] = 1;
  const columns = Array.from({ length: x.cols }, (_, j) => j);
  const kept = columns.filter((j) => nonzero[j]);
  return kept.length > 0 ? kept : columns;
}
