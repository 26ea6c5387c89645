import type { DenseKernels } from './dense-kernels.js';
import type { Block, RowProduct } from './row-product.js';
import { solveUpper } from './triangular.js';

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
        const below = block(a, n, (j + width) * n + j);
        solvePanel(rowProduct, below, n - j - width, inverseOf(a, n, j, width), width);
      }
      return true;
    },

    solveRows(l, b, n, rows) {
      for (let j = 0; j < n; j += panel) {
        const width = Math.min(panel, n - j);
        const shape = { rows, cols: width, inner: j, sign: -1, lower: false } as const;
        rowProduct(block(b, n, j), block(b, n), block(l, n, j * n), shape);
        solvePanel(rowProduct, block(b, n, j), rows, inverseOf(l, n, j, width), width);
      }
    },

    solveRowsTransposed(l, b, n, rows) {
      for (let i = 0; i < rows; i++) solveUpper(l, b.subarray(i * n, (i + 1) * n), n);
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

/** The inverse of the triangle of that width on the diagonal of L from (j, j) on, without gaps. */
function inverseOf(l: Float64Array, n: number, j: number, width: number): Float64Array {
  const inverse = new Float64Array(width * width);
  for (let c = 0; c < width; c++) {
    for (let r = c; r < width; r++) {
      let sum = r === c ? 1 : 0;
      for (let p = c; p < r; p++) sum -= l[(j + r) * n + j + p]! * inverse[p * width + c]!;
      inverse[r * width + c] = sum / l[(j + r) * n + j + r]!;
    }
  }
  return inverse;
}

/** B := B T' for B rows x width and a triangle T: what is left of a solve once the columns before B are taken off. */
function solvePanel(
  rowProduct: RowProduct,
  b: Block,
  rows: number,
  triangle: Float64Array,
  width: number,
): void {
  const copy = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    const at = b.start + i * b.stride;
    copy.set(b.data.subarray(at, at + width), i * width);
    b.data.fill(0, at, at + width);
  }
  const whole = (data: Float64Array): Block => ({ data, start: 0, stride: width });
  const shape = { rows, cols: width, inner: width, sign: 1, lower: false } as const;
  rowProduct(b, whole(copy), whole(triangle), shape);
}
