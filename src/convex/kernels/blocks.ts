import type { Block } from './row-product.js';

/** A matrix of so many columns without gaps, from (row, column) on. */
export function blockAt(data: Float64Array, cols: number, row = 0, column = 0): Block {
  return { data, start: row * cols + column, stride: cols };
}

/** The block without its first rows and columns. */
export function blockFrom({ data, start, stride }: Block, row: number, column: number): Block {
  return { data, start: start + row * stride + column, stride };
}

/** Copies that many entries of each of so many rows. */
export function copyRows(to: Block, from: Block, rows: number, length: (row: number) => number): void {
  for (let r = 0; r < rows; r++) {
    const at = from.start + r * from.stride;
    to.data.set(from.data.subarray(at, at + length(r)), to.start + r * to.stride);
  }
}
