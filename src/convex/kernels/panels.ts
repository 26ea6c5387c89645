import { blockAt, copyRows } from './blocks.js';
import type { Block, RowProduct } from './row-product.js';

/** Columns factored or solved entry by entry; everything wider is halved, and what links the halves is one product. */
export const panel = 32;

/** Columns of the first half: whole panels. */
export function firstHalf(width: number): number {
  return panel * Math.ceil(width / panel / 2);
}

/** The inverse (n, n), without gaps, of the lower triangle L of order n. */
export function inverseOf({ data, start, stride }: Block, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    for (let r = c; r < n; r++) {
      const row = start + r * stride;
      let sum = r === c ? 1 : 0;
      for (let p = c; p < r; p++) sum -= data[row + p]! * inverse[p * n + c]!;
      inverse[r * n + c] = sum / data[row + r]!;
    }
  }
  return inverse;
}

/** B := B T' for B rows x width and T (width, width) without gaps. */
export function timesSmall(
  rowProduct: RowProduct,
  b: Block,
  rows: number,
  t: Float64Array,
  width: number,
): void {
  const copy = blockAt(new Float64Array(rows * width), width);
  copyRows(copy, b, rows, () => width);
  for (let at = b.start, r = 0; r < rows; r++, at += b.stride) b.data.fill(0, at, at + width);
  const shape = { rows, cols: width, inner: width, sign: 1, lower: false } as const;
  rowProduct(b, copy, blockAt(t, width), shape);
}
