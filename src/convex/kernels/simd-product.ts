import { depth, tileCols, tileProduct, tileRows } from '../../core/wasm/tile-product.js';
import type { RowProduct } from './row-product.js';

/** Rows of A packed at a time. */
const mostRows = 240;

/**
 * C += sign A B' in 128-bit SIMD of WebAssembly: strips of A and B are packed into a memory of its own and multiplied
 * there.
 */
export function simdRowProduct(): RowProduct {
  const product = tileProduct(mostRows);
  const { heap } = product;

  return (c, a, b, { rows, cols, inner, sign, lower }) => {
    for (let p = 0; p < inner; p += depth) {
      const length = Math.min(depth, inner - p);
      for (let i = 0; i < rows; i += mostRows) {
        const height = Math.min(mostRows, rows - i);
        product.packA(a.data, a.start + i * a.stride + p, a.stride, height, length);
        const end = lower ? Math.min(cols, i + height) : cols;
        for (let j = 0; j < end; j += tileCols) {
          const width = Math.min(tileCols, cols - j);
          product.packB(b.data, b.start + j * b.stride + p, b.stride, width, length);
          // Where only the lower triangle counts, tiles above it are left out.
          const skipped = lower && j > i ? Math.floor((j - i) / tileRows) : 0;
          const first = skipped * tileRows;
          const tiles = Math.ceil((height - first) / tileRows);
          heap.fill(0, product.c, product.c + tiles * tileRows * tileCols);
          product.multiply(skipped, tiles, length);
          for (let r = first; r < height; r++) {
            const [from, to] = [product.c + (r - first) * tileCols, c.start + (i + r) * c.stride + j];
            for (let q = 0; q < width; q++) c.data[to + q]! += sign * heap[from + q]!;
          }
        }
      }
    }
  };
}
