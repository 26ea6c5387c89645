import type { PolyhedralProgram } from '#relucent/convex/solvers/polyhedral.js';
import { createRandom, type Random } from '#relucent/core/random.js';
import { type Dense, sparse, upperTriangle } from '../../support/sparse.js';

/** A program from dense parts; P is symmetric and given in full. */
export function programOf(parts: {
  readonly p?: Dense;
  readonly q: readonly number[];
  readonly a?: Dense;
  readonly b?: readonly number[];
  readonly zero?: number;
}): PolyhedralProgram {
  const n = parts.q.length;
  return {
    p: upperTriangle(parts.p, n),
    q: Float64Array.from(parts.q),
    a: sparse(parts.a ?? [], n),
    b: Float64Array.from(parts.b ?? []),
    zero: parts.zero ?? 0,
  };
}

export interface RandomShape {
  readonly n: number;
  readonly m: number;
  readonly zero?: number;
  /** Rank of P; 0 for a linear program. */
  readonly rank: number;
  readonly density?: number;
  /** Size of column j's entries. */
  readonly columnSize?: (j: number, random: Random) => number;
}

/**
 * A program with an optimum: rows around a random x, half of them tight there with positive multipliers, and q such
 * that stationarity holds at it.
 */
export function solvableProgram(seed: number, shape: RandomShape): PolyhedralProgram {
  const { n, m, zero = 0, rank, density = 0.6, columnSize = () => 1 } = shape;
  const random = createRandom(seed, 'osqp-program');
  const size = Array.from({ length: n }, (_, j) => columnSize(j, random));
  const entry = (j: number) => (random.uniform() < density ? random.normal() * size[j]! : 0);
  const vector = () => Array.from({ length: n }, (_, j) => entry(j));
  const factors = Array.from({ length: rank }, vector);
  const p = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => factors.reduce((sum, f) => sum + f[i]! * f[j]!, 0)),
  );
  const a = Array.from({ length: m }, vector);
  const x = Array.from({ length: n }, () => random.normal());
  const tight = Array.from({ length: m }, (_, i) => i < zero || random.uniform() < 0.5);
  const z = tight.map((is, i) => (is ? (i < zero ? random.normal() : random.uniform()) : 0));
  const b = a.map((row, i) => inner(row, x) + (tight[i] ? 0 : random.uniform()));
  const q = x.map((_, j) => -inner(p[j]!, x) - a.reduce((sum, row, i) => sum + row[j]! * z[i]!, 0));
  return programOf({ p, q, a, b, zero });
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
