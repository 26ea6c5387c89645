import type { DenseKernels } from '../kernels/dense-kernels.js';
import { type Coupling, coupledFactors } from './coupled-factors.js';
import type { PatternedRows } from './coupled-rows.js';
import type { CouplingWay } from './coupling-way.js';
import { solveByGradients } from './row-coupling.js';

/** Solves for all neurons at once: `rhs` (2P, d), V above W, becomes (blockdiag(M) + F'F)^-1 rhs. */
export type CoupledSolve = (rhs: Float64Array) => void;

/** The solve, by the way that suits the size unless one is named. Undefined where a factor fails. */
export function coupledSolve(
  rows: PatternedRows,
  kernels: DenseKernels,
  way?: CouplingWay,
): CoupledSolve | undefined {
  const factors = coupledFactors(rows, kernels, way);
  if (!factors) return undefined;
  const { d, patterns: P } = rows;
  const { own, coupling } = factors;
  const solveDifferences = differencesSolve(rows, own, coupling, kernels);
  const size = P * d;
  return (rhs) => {
    const [v, w] = [rhs.subarray(0, size), rhs.subarray(size)];
    for (let i = 0; i < size; i++) {
      const [sum, difference] = [v[i]! + w[i]!, v[i]! - w[i]!];
      v[i] = sum;
      w[i] = difference;
    }
    solveEach(own, v, d, P, kernels);
    solveDifferences(w);
    for (let i = 0; i < size; i++) {
      const [sum, difference] = [v[i]!, w[i]!];
      v[i] = (sum + difference) / 2;
      w[i] = (sum - difference) / 2;
    }
  };
}

/** Solves for V - W (P, d): over the neurons, or over the rows as M^-1 - 2 M^-1 A' K^-1 A M^-1. */
function differencesSolve(
  rows: PatternedRows,
  own: Float64Array,
  coupling: Coupling,
  kernels: DenseKernels,
): CoupledSolve {
  if (coupling.over === 'neurons') {
    const { factor, order } = coupling;
    return (rhs) => solveEach(factor, rhs, order, 1, kernels);
  }
  const { n, d, patterns: P, x, active } = rows;
  const solveRows =
    coupling.over === 'steps'
      ? solveByGradients(rows, coupling, kernels)
      : (b: Float64Array) => {
          solveEach(coupling.factor, b, n, 1, kernels);
          return b;
        };
  const images = new Float64Array(P * n);
  const back = new Float64Array(P * d);
  const sums = new Float64Array(n);
  return (rhs) => {
    solveEach(own, rhs, d, P, kernels);
    kernels.product(images, rhs, x, { rows: P, cols: n, inner: d, transposeB: true });
    sums.fill(0);
    for (let i = 0; i < P; i++)
      for (let k = 0; k < n; k++) sums[k]! += active[i * n + k]! * images[i * n + k]!;
    const coupled = solveRows(sums);
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
