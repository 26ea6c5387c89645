import type { DenseKernels } from '../kernels/dense-kernels.js';

/** Rows X (n, d) and the activity D' (P, n) of the patterns over them. */
export interface PatternedRows {
  readonly n: number;
  readonly d: number;
  readonly patterns: number;
  readonly x: Float64Array;
  readonly active: Float64Array;
}

/** Solves for all neurons at once: `rhs` (2P, d), V above W, becomes (blockdiag(M) + F'F)^-1 rhs. */
export type CoupledSolve = (rhs: Float64Array) => void;

/** True where the neurons' differences, P d unknowns, are fewer than the n rows through which neurons are coupled. */
export function couplesNeurons({ n, d, patterns }: Pick<PatternedRows, 'n' | 'd' | 'patterns'>): boolean {
  return patterns * d <= n;
}

/**
 * The linear system of an iteration, factored once: M = I + X'X is the same for all neurons since (2D - I)^2 = I, and
 * F = [A, -A] with A = [D_1 X, ..., D_P X] couples them. V + W is left to M alone; V - W has one more factor, of order
 * P d or n, whichever is less. Undefined where a factor fails: the data have entries beyond what float64 can square.
 */
export function factorCoupled(rows: PatternedRows, kernels: DenseKernels): CoupledSolve | undefined {
  const { n, d, patterns: P, x } = rows;
  const own = new Float64Array(d * d);
  kernels.gramOfColumns(own, x, n, d);
  for (let j = 0; j < d; j++) own[j * d + j]! += 1;
  const factor = own.slice();
  if (!kernels.cholesky(factor, d)) return undefined;
  const solveDifferences = couplesNeurons(rows)
    ? overNeurons(rows, own, kernels)
    : overRows(rows, factor, kernels);
  if (!solveDifferences) return undefined;

  const size = P * d;
  return (rhs) => {
    const [v, w] = [rhs.subarray(0, size), rhs.subarray(size)];
    for (let i = 0; i < size; i++) {
      const [sum, difference] = [v[i]! + w[i]!, v[i]! - w[i]!];
      v[i] = sum;
      w[i] = difference;
    }
    solveEach(factor, v, d, P, kernels);
    solveDifferences(w);
    for (let i = 0; i < size; i++) {
      const [sum, difference] = [v[i]!, w[i]!];
      v[i] = (sum + difference) / 2;
      w[i] = (sum - difference) / 2;
    }
  };
}

/** (blockdiag(M) + 2 A'A)^-1 by one factor of order P d. Memory (P d)^2 + n P d, a solve 2 (P d)^2. */
function overNeurons(
  { n, d, patterns: P, x, active }: PatternedRows,
  own: Float64Array,
  kernels: DenseKernels,
): CoupledSolve | undefined {
  const size = P * d;
  const all = new Float64Array(n * size);
  const root = Math.SQRT2;
  for (let i = 0; i < P; i++) {
    for (let k = 0; k < n; k++) {
      if (active[i * n + k] === 0) continue;
      for (let j = 0; j < d; j++) all[k * size + i * d + j] = root * x[k * d + j]!;
    }
  }
  const factor = new Float64Array(size * size);
  kernels.gramOfColumns(factor, all, n, size);
  for (let i = 0; i < P; i++) {
    for (let r = 0; r < d; r++)
      for (let c = 0; c <= r; c++) factor[(i * d + r) * size + i * d + c]! += own[r * d + c]!;
  }
  if (!kernels.cholesky(factor, size)) return undefined;
  return (rhs) => solveEach(factor, rhs, size, 1, kernels);
}

/**
 * The same by Woodbury's formula, M^-1 - 2 M^-1 A' K^-1 A M^-1 with K = I + 2 (X M^-1 X') o (D D'), of order n.
 * Memory 2 n^2 while it is made and n^2 after, a solve 4 n P d + 2 n^2.
 */
function overRows(
  { n, d, patterns: P, x, active }: PatternedRows,
  own: Float64Array,
  kernels: DenseKernels,
): CoupledSolve | undefined {
  const half = x.slice();
  kernels.solveRows(own, half, d, n);
  const factor = new Float64Array(n * n);
  kernels.gramOfRows(factor, half, n, d);
  const shared = new Float64Array(n * n);
  kernels.gramOfColumns(shared, active, P, n);
  for (let k = 0; k < n; k++) {
    for (let l = 0; l <= k; l++) factor[k * n + l]! *= 2 * shared[k * n + l]!;
    factor[k * n + k]! += 1;
  }
  if (!kernels.cholesky(factor, n)) return undefined;

  const images = new Float64Array(P * n);
  const back = new Float64Array(P * d);
  const coupled = new Float64Array(n);
  return (rhs) => {
    solveEach(own, rhs, d, P, kernels);
    kernels.product(images, rhs, x, { rows: P, cols: n, inner: d, transposeB: true });
    coupled.fill(0);
    for (let i = 0; i < P; i++)
      for (let k = 0; k < n; k++) coupled[k]! += active[i * n + k]! * images[i * n + k]!;
    solveEach(factor, coupled, n, 1, kernels);
    for (let i = 0; i < P; i++)
      for (let k = 0; k < n; k++) images[i * n + k] = 2 * active[i * n + k]! * coupled[k]!;
    kernels.product(back, images, x, { rows: P, cols: d, inner: n });
    solveEach(own, back, d, P, kernels);
    for (let i = 0; i < rhs.length; i++) rhs[i]! -= back[i]!;
  };
}

/** Each row b of B becomes (LL')^-1 b. */
function solveEach(
  l: Float64Array,
  b: Float64Array,
  order: number,
  count: number,
  kernels: DenseKernels,
): void {
  kernels.solveRows(l, b, order, count);
  kernels.solveRowsTransposed(l, b, order, count);
}
