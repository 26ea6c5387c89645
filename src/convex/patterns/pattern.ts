import { boxNorm, dot, type Matrix, row } from '../../core/matrix.js';

/**
 * One activation pattern D_i of the training rows: active[k] = 1 where x_k . a >= 0 (ties count as 1).
 * `direction` is a vector strictly inside the pattern's cone, when one is known.
 */
export interface Pattern {
  readonly active: Uint8Array;
  readonly direction?: Float64Array;
}

/** The patterns a run uses and how they were found. */
export interface PatternSet {
  readonly patterns: readonly Pattern[];
  /** Directions drawn to find them; absent when they were given. */
  readonly draws?: number;
  /** True where these are all patterns of the data. */
  readonly complete?: boolean;
  /** Something the user should know, as that the draws ran out. */
  readonly note?: string;
}

/** The pattern [X a >= 0] of a direction a. */
export function patternOf(x: Matrix, direction: Float64Array): Pattern {
  const active = new Uint8Array(x.rows);
  for (let k = 0; k < x.rows; k++) active[k] = dot(row(x, k), direction) >= 0 ? 1 : 0;
  return { active, direction };
}

/** A pattern as text, character k for row k: the form specs and certificates use, and the key for equality. */
export function patternText(active: Uint8Array): string {
  return Array.from(active).join('');
}

/** +1 where the pattern is active, -1 elsewhere: s_ik = 2 D_i[k,k] - 1. */
export function signOf(pattern: Pattern, k: number): 1 | -1 {
  return pattern.active[k] ? 1 : -1;
}

/**
 * How far u is inside the pattern's robust cone (11): min_k s_k x_k.u - sum_j e_j |u_j|.
 * Negative: violated by so much. Rows of zeros say nothing and are passed over.
 */
export function coneMargin(x: Matrix, radii: Float64Array, pattern: Pattern, u: Float64Array): number {
  const reach = boxNorm(u, radii);
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < x.rows; k++) {
    const point = row(x, k);
    if (reach === 0 && point.every((value) => value === 0)) continue;
    least = Math.min(least, signOf(pattern, k) * dot(point, u));
  }
  return least - reach;
}
