import type { ConeRows, Vector } from '../../interior/cone-rows.js';
import { parts } from '../../interior/vectors.js';
import type { SoftInteriorProgram } from './program.js';

/** The program's variables. */
export interface SoftVariables extends Vector {
  /** Neurons (N, d). */
  readonly u: Float64Array;
  /** Their norms' bounds (N,). */
  readonly t: Float64Array;
  /** Bounds of |u| (N, attacked). */
  readonly p: Float64Array;
  /** Bounds of |g| (n, attacked). */
  readonly q: Float64Array;
  /** Excesses (pairs,). */
  readonly m: Float64Array;
  /** The losses' variable (n,). */
  readonly xi: Float64Array;
}

/** One number per row of the program. */
export interface SoftRows extends ConeRows {
  /** m - (1 - lambda)(x . u + a) and m - lambda (a - x . u) (pairs,). */
  readonly inactive: Float64Array;
  readonly active: Float64Array;
  /** p - u and p + u (N, attacked). */
  readonly pMinus: Float64Array;
  readonly pPlus: Float64Array;
  /** q - g and q + g (n, attacked). */
  readonly qMinus: Float64Array;
  readonly qPlus: Float64Array;
  /** The two loss rows (n,). */
  readonly first: Float64Array;
  readonly second: Float64Array;
}

type Size = Pick<SoftInteriorProgram, 'n' | 'd' | 'attacked' | 'neurons'> & {
  readonly pairs: { readonly count: number };
};

export function softVariables({ n, d, attacked, neurons: N, pairs }: Size): SoftVariables {
  const take = parts(N * (d + 1) + (N + n) * attacked + pairs.count + n);
  return {
    all: take.all,
    u: take(N * d),
    t: take(N),
    p: take(N * attacked),
    q: take(n * attacked),
    m: take(pairs.count),
    xi: take(n),
  };
}

export function softRows({ n, d, attacked, neurons: N, pairs }: Size): SoftRows {
  const linear = 2 * (pairs.count + (N + n) * attacked + n);
  const take = parts(linear + N * (d + 1));
  return {
    all: take.all,
    orthant: take.all.subarray(0, linear),
    inactive: take(pairs.count),
    active: take(pairs.count),
    pMinus: take(N * attacked),
    pPlus: take(N * attacked),
    qMinus: take(n * attacked),
    qPlus: take(n * attacked),
    first: take(n),
    second: take(n),
    t: take(N),
    u: take(N * d),
  };
}
