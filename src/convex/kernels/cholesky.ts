import { blockFrom } from './blocks.js';
import { firstHalf, panel } from './panels.js';
import type { RowKernels } from './row-kernels.js';
import type { Block } from './row-product.js';

/**
 * Replaces the lower triangle of A (order n) by its Cholesky factor, by halves: A11 = L11 L11', A21 := A21 L11^-T,
 * A22 := A22 - A21 A21'. False where A is not positive definite up to rounding.
 */
export function choleskyByHalves(kernels: RowKernels, a: Block, n: number): boolean {
  if (n <= panel) return factorSmall(a, n);
  const half = firstHalf(n);
  const rows = n - half;
  if (!choleskyByHalves(kernels, a, half)) return false;
  const [below, rest] = [blockFrom(a, half, 0), blockFrom(a, half, half)];
  kernels.solve(a, below, half, rows);
  kernels.product(rest, below, below, { rows, cols: rows, inner: half, sign: -1, lower: true });
  return choleskyByHalves(kernels, rest, rows);
}

function factorSmall({ data, start, stride }: Block, n: number): boolean {
  for (let c = 0; c < n; c++) {
    const above = start + c * stride;
    let square = data[above + c]!;
    for (let p = 0; p < c; p++) square -= data[above + p]! ** 2;
    if (!(square > 0) || !Number.isFinite(square)) return false;
    const root = Math.sqrt(square);
    data[above + c] = root;
    for (let r = c + 1; r < n; r++) {
      const row = start + r * stride;
      let sum = data[row + c]!;
      for (let p = 0; p < c; p++) sum -= data[row + p]! * data[above + p]!;
      data[row + c] = sum / root;
    }
  }
  return true;
}
