import type { ConeRows, Vector } from './cone-rows.js';
import type { InteriorProgram } from './program.js';

/** The program's variables. */
export interface Variables extends Vector {
  /** Neurons (N, d). */
  readonly u: Float64Array;
  /** Their norms' bounds (N,). */
  readonly t: Float64Array;
  /** Bounds of |u| (N, attacked). */
  readonly p: Float64Array;
  /** Bounds of |g| (groups, attacked). */
  readonly q: Float64Array;
  /** The losses' variable (n,). */
  readonly xi: Float64Array;
}

/** One number per row of the program. */
export interface Rows extends ConeRows {
  /** Cone rows s x . u - e . p (N, n). */
  readonly c: Float64Array;
  /** p - u and p + u (N, attacked). */
  readonly pMinus: Float64Array;
  readonly pPlus: Float64Array;
  /** q - g and q + g (groups, attacked). */
  readonly qMinus: Float64Array;
  readonly qPlus: Float64Array;
  /** The two loss rows (n,). */
  readonly first: Float64Array;
  readonly second: Float64Array;
}

type Size = Pick<InteriorProgram, 'n' | 'd' | 'attacked' | 'patterns' | 'groups'>;

export function variables({ n, d, attacked, patterns, groups }: Size): Variables {
  const N = 2 * patterns;
  const take = parts(N * d + N + (N + groups) * attacked + n);
  return {
    all: take.all,
    u: take(N * d),
    t: take(N),
    p: take(N * attacked),
    q: take(groups * attacked),
    xi: take(n),
  };
}

export function rows(size: Size): Rows {
  const { n, d, attacked, patterns, groups } = size;
  const N = 2 * patterns;
  const linear = orthantRows(size);
  const take = parts(linear + N * (d + 1));
  return {
    all: take.all,
    orthant: take.all.subarray(0, linear),
    c: take(N * n),
    pMinus: take(N * attacked),
    pPlus: take(N * attacked),
    qMinus: take(groups * attacked),
    qPlus: take(groups * attacked),
    first: take(n),
    second: take(n),
    t: take(N),
    u: take(N * d),
  };
}

function orthantRows({ n, attacked, patterns, groups }: Size): number {
  const N = 2 * patterns;
  return N * n + 2 * (N + groups) * attacked + 2 * n;
}

/** Cuts one array into successive parts. */
export function parts(length: number) {
  const all = new Float64Array(length);
  let at = 0;
  const take = (size: number) => {
    at += size;
    return all.subarray(at - size, at);
  };
  return Object.assign(take, { all });
}
