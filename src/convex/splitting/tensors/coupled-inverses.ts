import type { DenseKernels } from '../../kernels/dense-kernels.js';
import { coupledFactors, type PatternedRows } from '../coupled-solve.js';

/** Inverses of the linear system of an iteration, rounded to float32: of M (d, d), and of what couples V - W. */
export interface CoupledInverses {
  readonly own: Float32Array;
  readonly coupling: Float32Array;
  /** P d where it is over the neurons, n where it is over the rows. */
  readonly order: number;
}

/** Tensors have products and no triangular solves. Undefined where a factor fails. Memory 2 order^2 in float64. */
export function coupledInverses(rows: PatternedRows, kernels: DenseKernels): CoupledInverses | undefined {
  const factors = coupledFactors(rows, kernels);
  if (!factors) return undefined;
  const { own, coupling, order } = factors;
  return { own: inverse(own, rows.d, kernels), coupling: inverse(coupling, order, kernels), order };
}

/** (LL')^-1 = L^-T L^-1; L is overwritten. */
function inverse(l: Float64Array, n: number, kernels: DenseKernels): Float32Array {
  const transposed = new Float64Array(n * n);
  for (let i = 0; i < n; i++) transposed[i * n + i] = 1;
  kernels.solveRows(l, transposed, n, n);
  kernels.gramOfRows(l, transposed, n, n);
  const result = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      result[i * n + j] = l[i * n + j]!;
      result[j * n + i] = l[i * n + j]!;
    }
  }
  return result;
}
