import type { Block } from './row-product.js';

/** A' (cols, rows), without gaps, for A rows x cols. */
export function transposed({ data, start, stride }: Block, rows: number, cols: number): Float64Array {
  const result = new Float64Array(rows * cols);
  const strip = 16;
  for (let first = 0; first < cols; first += strip) {
    const end = Math.min(first + strip, cols);
    for (let i = 0; i < rows; i++) {
      for (let j = first; j < end; j++) result[j * rows + i] = data[start + i * stride + j]!;
    }
  }
  return result;
}
