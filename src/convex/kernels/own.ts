import { blockAt } from './blocks.js';
import { choleskyByHalves } from './cholesky.js';
import type { DenseKernels } from './dense-kernels.js';
import type { RowKernels } from './row-kernels.js';
import { transposed } from './transposed.js';
import { solveLower, solveUpper } from './triangular.js';

/** Rows below which loops over L take less time than products with it. */
const manyRows = 4;

/** Dense kernels all of whose work is in products C += AB' and what is made of them. */
export function ownKernels(name: string, blocking: number, kernels: RowKernels): DenseKernels {
  const gramOfRows = (c: Float64Array, a: Float64Array, rows: number, cols: number) => {
    c.fill(0, 0, rows * rows);
    const rowsOfA = blockAt(a, cols);
    const shape = { rows, cols: rows, inner: cols, sign: 1, lower: true } as const;
    kernels.product(blockAt(c, rows), rowsOfA, rowsOfA, shape);
  };

  return {
    name,
    blocking,

    product(c, a, b, { rows, cols, inner, transposeA, transposeB }) {
      c.fill(0, 0, rows * cols);
      const left = transposeA ? transposed(blockAt(a, rows), inner, rows) : a;
      const right = transposeB ? b : transposed(blockAt(b, cols), inner, cols);
      const shape = { rows, cols, inner, sign: 1, lower: false } as const;
      kernels.product(blockAt(c, cols), blockAt(left, inner), blockAt(right, inner), shape);
    },

    gramOfColumns: (c, a, rows, cols) => gramOfRows(c, transposed(blockAt(a, cols), rows, cols), cols, rows),
    gramOfRows,
    cholesky: (a, n) => choleskyByHalves(kernels, blockAt(a, n), n),

    solveRows(l, b, n, rows) {
      if (rows < manyRows) for (let i = 0; i < rows; i++) solveLower(l, rowOf(b, n, i), n);
      else kernels.solve(blockAt(l, n), blockAt(b, n), n, rows);
    },
    solveRowsTransposed(l, b, n, rows) {
      if (rows < manyRows) for (let i = 0; i < rows; i++) solveUpper(l, rowOf(b, n, i), n);
      else kernels.solveTransposed(blockAt(l, n), blockAt(b, n), n, rows);
    },
  };
}

function rowOf(b: Float64Array, n: number, i: number): Float64Array {
  return b.subarray(i * n, (i + 1) * n);
}
