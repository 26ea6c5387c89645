import type { ConicProgram, SparseMatrix } from '#relucent/plugins/conic-solver.js';

/** The conditions of optimality at (x, z), each as a residual relative to 1 + the size of its terms. */
export interface OptimalityResiduals {
  /** Distance of s = b - Ax from K. */
  readonly primal: number;
  /** Distance of z from K*. */
  readonly dual: number;
  /** |s'z|. */
  readonly complementarity: number;
  /** |Px + q + A'z|. */
  readonly stationarity: number;
}

export function optimality(
  { p, q, a, b, cones }: ConicProgram,
  x: Float64Array,
  z: Float64Array,
): OptimalityResiduals {
  const ax = times(a, x);
  const s = b.map((value, r) => value - ax[r]!);
  const px = symmetricTimes(p, x);
  const atz = transposedTimes(a, z);
  const residual = q.map((value, j) => value + px[j]! + atz[j]!);
  return {
    primal:
      Math.max(largest(s.subarray(0, cones.zero)), outside(s, cones.zero, cones)) /
      (1 + largest(ax) + largest(b)),
    dual: outside(z, cones.zero, cones) / (1 + largest(z)),
    complementarity: Math.abs(inner(s, z)) / (1 + Math.abs(objective({ p, q }, x))),
    stationarity: largest(residual) / (1 + largest(q) + largest(px) + largest(atz)),
  };
}

export function objective({ p, q }: Pick<ConicProgram, 'p' | 'q'>, x: Float64Array): number {
  return inner(q, x) + inner(symmetricTimes(p, x), x) / 2;
}

/** -1/2 x'Px - b'z: a lower bound of the optimal value where z is in K* and Px + q + A'z = 0. */
export function dualObjective(
  { p, b }: Pick<ConicProgram, 'p' | 'b'>,
  x: Float64Array,
  z: Float64Array,
): number {
  return -inner(b, z) - inner(symmetricTimes(p, x), x) / 2;
}

/** How far the nonnegative and the second-order parts of a vector are outside their cones. */
function outside(s: Float64Array, from: number, { nonnegative, secondOrder }: ConicProgram['cones']): number {
  let worst = 0;
  for (let r = from; r < from + nonnegative; r++) worst = Math.max(worst, -s[r]!);
  let first = from + nonnegative;
  for (const size of secondOrder) {
    worst = Math.max(worst, Math.hypot(...s.subarray(first + 1, first + size)) - s[first]!);
    first += size;
  }
  return worst;
}

function times(a: SparseMatrix, x: Float64Array): Float64Array {
  const result = new Float64Array(a.rows);
  forEntries(a, (row, column, value) => {
    result[row]! += value * x[column]!;
  });
  return result;
}

export function transposedTimes(a: SparseMatrix, z: Float64Array): Float64Array {
  const result = new Float64Array(a.cols);
  forEntries(a, (row, column, value) => {
    result[column]! += value * z[row]!;
  });
  return result;
}

function symmetricTimes(upper: SparseMatrix, x: Float64Array): Float64Array {
  const result = new Float64Array(upper.cols);
  forEntries(upper, (row, column, value) => {
    result[row]! += value * x[column]!;
    if (row !== column) result[column]! += value * x[row]!;
  });
  return result;
}

function forEntries(a: SparseMatrix, visit: (row: number, column: number, value: number) => void): void {
  for (let column = 0; column < a.cols; column++) {
    for (let entry = a.colStart[column]!; entry < a.colStart[column + 1]!; entry++) {
      visit(a.rowIndex[entry]!, column, a.values[entry]!);
    }
  }
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function largest(a: Float64Array): number {
  return a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
