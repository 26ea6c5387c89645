import type { DenseKernels } from './dense-kernels.js';
import type { Block, RowProduct } from './row-product.js';

/** Columns factored or solved at a time; what is left of them is one matrix product. */
const panel = 32;

/** Dense kernels all of whose work is in one product C += AB'. */
export function ownKernels(name: string, blocking: number, rowProduct: RowProduct): DenseKernels {
  const block = (data: Float64Array, stride: number, start = 0): Block => ({ data, start, stride });

  const gramOfRows = (c: Float64Array, a: Float64Array, rows: number, cols: number) => {
    c.fill(0, 0, rows * rows);
    const rowsOfA = block(a, cols);
    const shape = { rows, cols: rows, inner: cols, sign: 1, lower: true } as const;
    rowProduct(block(c, rows), rowsOfA, rowsOfA, shape);
  };

  return {
    name,
    blocking,

    product(c, a, b, { rows, cols, inner, transposeA, transposeB }) {
      c.fill(0, 0, rows * cols);
      const left = transposeA ? transposed(a, inner, rows) : a;
      const right = transposeB ? b : transposed(b, inner, cols);
      const shape = { rows, cols, inner, sign: 1, lower: false } as const;
      rowProduct(block(c, cols), block(left, inner), block(right, inner), shape);
    },

    gramOfColumns: (c, a, rows, cols) => gramOfRows(c, transposed(a, rows, cols), cols, rows),
    gramOfRows,

    cholesky(a, n) {
      for (let j = 0; j < n; j += panel) {
        const width = Math.min(panel, n - j);
        const rows = n - j;
        // The panel less what the columns before it explain, then the panel's own factor, then the rows below it.
        const before = block(a, n, j * n);
        const shape = { rows, cols: width, inner: j, sign: -1, lower: true } as const;
        rowProduct(block(a, n, j * n + j), before, before, shape);
        if (!factorSmall(a, n, j, width)) return false;
        for (let i = j + width; i < n; i++) solveSmall(a, n, j, width, a, i * n + j);
      }
      return true;
    },

    solveRows(l, b, n, rows) {
      for (let j = 0; j < n; j += panel) {
        const width = Math.min(panel, n - j);
        const shape = { rows, cols: width, inner: j, sign: -1, lower: false } as const;
        rowProduct(block(b, n, j), block(b, n), block(l, n, j * n), shape);
        for (let i = 0; i < rows; i++) solveSmall(l, n, j, width, b, i * n + j);
      }
    },
  };
}

/** A' for A rows x cols. */
function transposed(a: Float64Array, rows: number, cols: number): Float64Array {
  const result = new Float64Array(rows * cols);
  const strip = 16;
  for (let first = 0; first < cols; first += strip) {
    const end = Math.min(first + strip, cols);
    for (let i = 0; i < rows; i++) {
      for (let j = first; j < end; j++) result[j * rows + i] = a[i * cols + j]!;
    }
  }
  return result;
}

/** The Cholesky factor of the block of that width on the diagonal from (j, j) on, in place. */
function factorSmall(a: Float64Array, n: number, j: number, width: number): boolean {
  for (let c = j; c < j + width; c++) {
    let square = a[c * n + c]!;
    for (let p = j; p < c; p++) square -= a[c * n + p]! ** 2;
    if (!(square > 0) || !Number.isFinite(square)) return false;
    const root = Math.sqrt(square);
    a[c * n + c] = root;
    for (let r = c + 1; r < j + width; r++) {
      let sum = a[r * n + c]!;
      for (let p = j; p < c; p++) sum -= a[r * n + p]! * a[c * n + p]!;
      a[r * n + c] = sum / root;
    }
  }
  return true;
}

/** b[at ..] := L_jj^-1 b[at ..] for the triangle of that width on the diagonal of L from (j, j) on. */
function solveSmall(l: Float64Array, n: number, j: number, width: number, b: Float64Array, at: number): void {
  for (let c = 0; c < width; c++) {
    const start = (j + c) * n + j;
    let sum = b[at + c]!;
    for (let p = 0; p < c; p++) sum -= l[start + p]! * b[at + p]!;
    b[at + c] = sum / l[start + c]!;
  }
}
