import { addScaled } from '../../core/matrix.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import type { PatternedRows } from './coupled-rows.js';
import { type CouplingWay, couplingWay } from './coupling-way.js';
import { type RowCoupling, rowCoupling } from './row-coupling.js';

/** What couples the differences V - W: a Cholesky factor over the neurons or the rows, or what steps over the rows need. */
export type Coupling =
  | { readonly over: Exclude<CouplingWay, 'steps'>; readonly factor: Float64Array; readonly order: number }
  | ({ readonly over: 'steps' } & RowCoupling);

/** The linear system of an iteration: the Cholesky factor of M (d, d), and what couples the differences. */
export interface CoupledFactors {
  readonly own: Float64Array;
  readonly coupling: Coupling;
}

/**
 * M = I + X'X is the same for all neurons since (2D - I)^2 = I, and F = [A, -A] with A = [D_1 X, ..., D_P X] couples them.
 * V + W is left to M alone; V - W has one system more: over the neurons blockdiag(M) + 2 A'A, or by Woodbury's formula
 * over the rows K = I + 2 (X M^-1 X') o (D D'). Undefined where a factor fails: the data have entries beyond what float64
 * can square.
 */
export function coupledFactors(
  rows: PatternedRows,
  kernels: DenseKernels,
  way: CouplingWay = couplingWay(rows),
): CoupledFactors | undefined {
  const { n, d, patterns, x } = rows;
  const system = new Float64Array(d * d);
  kernels.gramOfColumns(system, x, n, d);
  for (let j = 0; j < d; j++) system[j * d + j]! += 1;
  const own = system.slice();
  if (!kernels.cholesky(own, d)) return undefined;
  if (way === 'steps') {
    const coupling = rowCoupling(rows, own, kernels);
    return coupling && { own, coupling: { over: way, ...coupling } };
  }
  const [order, factor] =
    way === 'neurons'
      ? [patterns * d, overNeurons(rows, system, kernels)]
      : [n, overRows(rows, own, kernels)];
  return kernels.cholesky(factor, order) ? { own, coupling: { over: way, factor, order } } : undefined;
}

/** The lower triangle of blockdiag(M) + 2 A'A, over as many rows of A at a time as it has columns. */
function overNeurons(
  { n, d, patterns: P, x, active }: PatternedRows,
  system: Float64Array,
  kernels: DenseKernels,
): Float64Array {
  const size = P * d;
  const coupling = new Float64Array(size * size);
  const part = new Float64Array(n > size ? size * size : 0);
  for (let from = 0; from < n; from += size) {
    const count = Math.min(size, n - from);
    const rows = new Float64Array(count * size);
    for (let i = 0; i < P; i++) {
      for (let k = 0; k < count; k++) {
        if (active[i * n + from + k] === 0) continue;
        for (let j = 0; j < d; j++) rows[k * size + i * d + j] = Math.SQRT2 * x[(from + k) * d + j]!;
      }
    }
    kernels.gramOfColumns(from === 0 ? coupling : part, rows, count, size);
    if (from > 0) addScaled(coupling, 1, part);
  }
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
