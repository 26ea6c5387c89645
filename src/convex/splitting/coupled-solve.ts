import type { DenseKernels } from '../interior/kernels/dense-kernels.js';

/** Rows X (n, d) and the activity D' (P, n) of the patterns over them. */
export interface PatternedRows {
  readonly n: number;
  readonly d: number;
  readonly patterns: number;
  readonly x: Float64Array;
  readonly active: Float64Array;
}

/** Solves for all neurons at once: `rhs` (2P, d) becomes (blockdiag(M) + F'F)^-1 rhs. */
export type CoupledSolve = (rhs: Float64Array) => void;

/**
 * The linear system of an iteration, factored once: M = I + X'X is the same for all neurons since (2D - I)^2 = I, and
 * F = [D_1 X, ..., -D_P X] couples them through n rows only. By Woodbury's formula
 *
 *   (M + F'F)^-1 = M^-1 - M^-1 F' K^-1 F M^-1,   K = I + 2 (X M^-1 X') o (D D').
 *
 * Memory d^2 + 2 n^2, work d^3/3 + n^3/3 once, 4 P d^2 + 4 n P d + 2 n^2 a solve.
 */
export function factorCoupled(rows: PatternedRows, kernels: DenseKernels): CoupledSolve {
  const { n, d, patterns: P, x, active } = rows;
  const small = new Float64Array(d * d);
  kernels.gramOfColumns(small, x, n, d);
  for (let j = 0; j < d; j++) small[j * d + j]! += 1;
  if (!kernels.cholesky(small, d)) throw new Error('I + XX is not positive definite up to rounding');

  const half = x.slice();
  kernels.solveRows(small, half, d, n);
  const large = new Float64Array(n * n);
  kernels.gramOfRows(large, half, n, d);
  const shared = new Float64Array(n * n);
  kernels.gramOfColumns(shared, active, P, n);
  for (let k = 0; k < n; k++) {
    for (let l = 0; l <= k; l++) large[k * n + l]! *= 2 * shared[k * n + l]!;
    large[k * n + k]! += 1;
  }
  if (!kernels.cholesky(large, n)) throw new Error('the coupling is not positive definite up to rounding');

  const images = new Float64Array(2 * P * n);
  return (rhs) => {
    solveEach(small, rhs, d, 2 * P, kernels);
    kernels.product(images, rhs, x, { rows: 2 * P, cols: n, inner: d, transposeB: true });
    const coupled = outputs(images, active, P, n);
    solveEach(large, coupled, n, 1, kernels);
    spread(images, coupled, active, P, n);
    const back = new Float64Array(2 * P * d);
    kernels.product(back, images, x, { rows: 2 * P, cols: d, inner: n });
    solveEach(small, back, d, 2 * P, kernels);
    for (let i = 0; i < rhs.length; i++) rhs[i]! -= back[i]!;
  };
}

/** F u from the images X u_i (2P, n): sum_i D_i (X v_i - X w_i). */
export function outputs(images: Float64Array, active: Float64Array, P: number, n: number): Float64Array {
  const sum = new Float64Array(n);
  for (let i = 0; i < P; i++)
    for (let k = 0; k < n; k++)
      sum[k]! += active[i * n + k]! * (images[i * n + k]! - images[(P + i) * n + k]!);
  return sum;
}

/** The transpose of `outputs`: row i of `images` becomes sigma_i D_i values. */
function spread(
  images: Float64Array,
  values: Float64Array,
  active: Float64Array,
  P: number,
  n: number,
): void {
  for (let i = 0; i < P; i++) {
    for (let k = 0; k < n; k++) {
      const value = active[i * n + k]! * values[k]!;
      images[i * n + k] = value;
      images[(P + i) * n + k] = -value;
    }
  }
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
  for (let r = 0; r < count; r++) {
    const row = b.subarray(r * order, (r + 1) * order);
    for (let j = order - 1; j >= 0; j--) {
      const value = row[j]! / l[j * order + j]!;
      row[j] = value;
      for (let i = 0; i < j; i++) row[i]! -= l[j * order + i]! * value;
    }
  }
}
