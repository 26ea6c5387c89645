import type { DenseKernels } from '../../kernels/dense-kernels.js';
import { type Coupling, coupledFactors } from '../coupled-factors.js';
import type { PatternedRows } from '../coupled-rows.js';
import type { CouplingWay } from '../coupling-way.js';
import type { RowCoupling } from '../row-coupling.js';

/** What couples V - W, rounded to float32: an inverse in place of a factor, or what steps over the rows need. */
export type CouplingInverse =
  | {
      readonly over: Exclude<CouplingWay, 'steps'>;
      readonly inverse: Float32Array;
      readonly order: number;
    }
  | ({ readonly over: 'steps'; readonly inverse: Float32Array } & {
      readonly [part in keyof Omit<RowCoupling, 'factor'>]: Float32Array;
    });

/** Inverses of the linear system of an iteration, rounded to float32: of M (d, d), and of what couples V - W. */
export interface CoupledInverses {
  readonly own: Float32Array;
  readonly coupling: CouplingInverse;
}

/** Tensors have products and no triangular solves. Undefined where a factor fails. */
export function coupledInverses(
  rows: PatternedRows,
  kernels: DenseKernels,
  way?: CouplingWay,
): CoupledInverses | undefined {
  const factors = coupledFactors(rows, kernels, way);
  if (!factors) return undefined;
  const own = inverseOf(factors.own, rows.d, kernels);
  return { own, coupling: couplingInverse(factors.coupling, rows.d, kernels) };
}

function couplingInverse(coupling: Coupling, d: number, kernels: DenseKernels): CouplingInverse {
  if (coupling.over !== 'steps') {
    const { over, factor, order } = coupling;
    return { over, order, inverse: inverseOf(factor, order, kernels) };
  }
  const { over, halves, diagonal, gains, factor } = coupling;
  return {
    over,
    halves: Float32Array.from(halves),
    diagonal: Float32Array.from(diagonal),
    gains: Float32Array.from(gains),
    inverse: inverseOf(factor, d, kernels),
  };
}

/** (LL')^-1 = L^-T L^-1; L is overwritten. */
function inverseOf(l: Float64Array, n: number, kernels: DenseKernels): Float32Array {
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
