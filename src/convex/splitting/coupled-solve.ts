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

/** Cholesky factors of the linear system of an iteration: of M (d, d), and of what couples the differences V - W. */
export interface CoupledFactors {
  readonly own: Float64Array;
  readonly coupling: Float64Array;
  /** P d where it is over the neurons, n where it is over the rows. */
  readonly order: number;
}

/**
 * M = I + X'X is the same for all neurons since (2D - I)^2 = I, and F = [A, -A] with A = [D_1 X, ..., D_P X] couples them.
 * V + W is left to M alone; V - W has one more factor: over the neurons of blockdiag(M) + 2 A'A, or by Woodbury's formula
 * over the rows of K = I + 2 (X M^-1 X') o (D D'), whichever is of less order. Memory (P d)^2 + n P d, or 2 n^2 while it
 * is made and n^2 after. Undefined where a factor fails: the data have entries beyond what float64 can square.
 */
export function coupledFactors(rows: PatternedRows, kernels: DenseKernels): CoupledFactors | undefined {
  const { n, d, patterns, x } = rows;
  const system = new Float64Array(d * d);
  kernels.gramOfColumns(system, x, n, d);
  for (let j = 0; j < d; j++) system[j * d + j]! += 1;
  const own = system.slice();
  if (!kernels.cholesky(own, d)) return undefined;
  const order = couplesNeurons(rows) ? patterns * d : n;
  const coupling = couplesNeurons(rows) ? overNeurons(rows, system, kernels) : overRows(rows, own, kernels);
  return kernels.cholesky(coupling, order) ? { own, coupling, order } : undefined;
}

/** The lower triangle of blockdiag(M) + 2 A'A. */
function overNeurons(
  { n, d, patterns: P, x, active }: PatternedRows,
  system: Float64Array,
  kernels: DenseKernels,
): Float64Array {
  const size = P * d;
  const all = new Float64Array(n * size);
  const root = Math.SQRT2;
  for (let i = 0; i < P; i++) {
    for (let k = 0; k < n; k++) {
      if (active[i * n + k] === 0) continue;
      for (let j = 0; j < d; j++) all[k * size + i * d + j] = root * x[k * d + j]!;
    }
  }
  const coupling = new Float64Array(size * size);
  kernels.gramOfColumns(coupling, all, n, size);
  for (let i = 0; i < P; i++) {
    for (let r = 0; r < d; r++)
      for (let c = 0; c <= r; c++) coupling[(i * d + r) * size + i * d + c]! += system[r * d + c]!;
  }
  return coupling;
}

/** The lower triangle of K. */
function overRows(
  { n, d, patterns: P, x, active }: PatternedRows,
  own: Float64Array,
  kernels: DenseKernels,
): Float64Array {
  const half = x.slice();
  kernels.solveRows(own, half, d, n);
  const coupling = new Float64Array(n * n);
  kernels.gramOfRows(coupling, half, n, d);
  const shared = new Float64Array(n * n);
  kernels.gramOfColumns(shared, active, P, n);
  for (let k = 0; k < n; k++) {
    for (let l = 0; l <= k; l++) coupling[k * n + l]! *= 2 * shared[k * n + l]!;
    coupling[k * n + k]! += 1;
  }
  return coupling;
}

/** The solve with these factors: 2 (P d)^2 multiply-adds over the neurons, 4 n P d + 2 n^2 over the rows. */
export function factorCoupled(rows: PatternedRows, kernels: DenseKernels): CoupledSolve | undefined {
  const factors = coupledFactors(rows, kernels);
  if (!factors) return undefined;
  const { n, d, patterns: P, x, active } = rows;
  const { own, coupling, order } = factors;
  const images = new Float64Array(P * n);
  const back = new Float64Array(P * d);
  const coupled = new Float64Array(n);

  /** M^-1 - 2 M^-1 A' K^-1 A M^-1. */
  const solveOverRows = (rhs: Float64Array) => {
    solveEach(own, rhs, d, P, kernels);
    kernels.product(images, rhs, x, { rows: P, cols: n, inner: d, transposeB: true });
    coupled.fill(0);
    for (let i = 0; i < P; i++)
      for (let k = 0; k < n; k++) coupled[k]! += active[i * n + k]! * images[i * n + k]!;
    solveEach(coupling, coupled, n, 1, kernels);
    for (let i = 0; i < P; i++)
      for (let k = 0; k < n; k++) images[i * n + k] = 2 * active[i * n + k]! * coupled[k]!;
    kernels.product(back, images, x, { rows: P, cols: d, inner: n });
    solveEach(own, back, d, P, kernels);
    for (let i = 0; i < rhs.length; i++) rhs[i]! -= back[i]!;
  };

  const size = P * d;
  return (rhs) => {
    const [v, w] = [rhs.subarray(0, size), rhs.subarray(size)];
    for (let i = 0; i < size; i++) {
      const [sum, difference] = [v[i]! + w[i]!, v[i]! - w[i]!];
      v[i] = sum;
      w[i] = difference;
    }
    solveEach(own, v, d, P, kernels);
    if (couplesNeurons(rows)) solveEach(coupling, w, order, 1, kernels);
    else solveOverRows(w);
    for (let i = 0; i < size; i++) {
      const [sum, difference] = [v[i]!, w[i]!];
      v[i] = (sum + difference) / 2;
      w[i] = (sum - difference) / 2;
    }
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
