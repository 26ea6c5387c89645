import {
  advance,
  type Code,
  encodeModule,
  f64x2,
  get,
  i32,
  set,
  v128,
  type WasmFunction,
  whileAtLeast,
} from '../../../core/wasm/encode.js';
import { instantiate } from '../../../core/wasm/instantiate.js';
import { createMemory } from '../../../core/wasm/memory.js';
import type { Block, RowProduct } from './row-product.js';

/** Rows and columns of the block of C that stays in registers: 12 pairs of sums, 2 of entries of B, 1 of A. */
const tileRows = 6;
const tileCols = 4;
/** What is packed at a time: so many rows of A, so long; B and C by 4 columns. */
const mostRows = 240;
const depth = 256;
const bytes = 8;

interface ProductFunctions {
  /** For each of `tiles` blocks of 6 rows: C += A B', A packed as `length` columns of 6, B as `length` rows of 4; addresses in bytes. */
  multiply(a: number, b: number, c: number, length: number, tiles: number): void;
}

/**
 * C += sign A B' in 128-bit SIMD of WebAssembly: strips of A and B are packed into a memory of its own and multiplied
 * there.
 */
export function simdRowProduct(): RowProduct {
  const starts = { a: 0, b: mostRows * depth, c: (mostRows + tileCols) * depth };
  const entries = starts.c + mostRows * tileCols;
  const memory = createMemory(bytes * entries);
  const heap = new Float64Array(memory.buffer, 0, entries);
  const { multiply } = instantiate<ProductFunctions>(encodeModule([multiplyTiles()]), memory);

  return (c, a, b, { rows, cols, inner, sign, lower }) => {
    for (let p = 0; p < inner; p += depth) {
      const length = Math.min(depth, inner - p);
      for (let i = 0; i < rows; i += mostRows) {
        const height = Math.min(mostRows, rows - i);
        for (let r = 0; r < height; r += tileRows)
          pack(heap, starts.a + r * length, a, i + r, Math.min(tileRows, height - r), tileRows, p, length);
        const end = lower ? Math.min(cols, i + height) : cols;
        for (let j = 0; j < end; j += tileCols) {
          const width = Math.min(tileCols, cols - j);
          pack(heap, starts.b, b, j, width, tileCols, p, length);
          // Where only the lower triangle counts, tiles above it are left out.
          const first = lower && j > i ? Math.floor((j - i) / tileRows) * tileRows : 0;
          const tiles = Math.ceil((height - first) / tileRows);
          heap.fill(0, starts.c, starts.c + tiles * tileRows * tileCols);
          multiply(bytes * (starts.a + first * length), bytes * starts.b, bytes * starts.c, length, tiles);
          for (let r = first; r < height; r++) {
            const [from, to] = [starts.c + (r - first) * tileCols, c.start + (i + r) * c.stride + j];
            for (let q = 0; q < width; q++) c.data[to + q]! += sign * heap[from + q]!;
          }
        }
      }
    }
  };
}

/** Copies `count` rows side by side into groups of `width` entries, one group per column; missing rows are zeros. */
function pack(
  heap: Float64Array,
  target: number,
  { data, start, stride }: Block,
  first: number,
  count: number,
  width: number,
  column: number,
  length: number,
): void {
  for (let r = 0; r < width; r++) {
    let to = target + r;
    if (r >= count) {
      for (let p = 0; p < length; p++, to += width) heap[to] = 0;
      continue;
    }
    const from = start + (first + r) * stride + column;
    for (let p = 0; p < length; p++, to += width) heap[to] = data[from + p]!;
  }
}

function multiplyTiles(): WasmFunction {
  const [a, b, c, length, tiles, entry, remaining] = [0, 1, 2, 3, 4, 5, 6];
  const [b0, b1, spread] = [7, 8, 9];
  const sum = (i: number, half: number) => 10 + 2 * i + half;
  const tile = Array.from({ length: tileRows }, (_, i) => i);
  const rowBytes = bytes * tileCols;

  const each = (body: (i: number, half: number) => Code): Code =>
    tile.flatMap((i) => [...body(i, 0), ...body(i, 1)]);
  const load = each((i, half) => set(sum(i, half), v128.load(get(c), rowBytes * i + 16 * half)));
  const store = each((i, half) => v128.store(get(c), get(sum(i, half)), rowBytes * i + 16 * half));
  const inner = whileAtLeast(get(remaining), i32.of(1), [
    ...set(b0, v128.load(get(entry))),
    ...set(b1, v128.load(get(entry), 16)),
    ...tile.flatMap((i) => [
      ...set(spread, f64x2.splat(get(a), bytes * i)),
      ...set(sum(i, 0), f64x2.add(get(sum(i, 0)), f64x2.mul(get(spread), get(b0)))),
      ...set(sum(i, 1), f64x2.add(get(sum(i, 1)), f64x2.mul(get(spread), get(b1)))),
    ]),
    ...advance(a, i32.of(bytes * tileRows)),
    ...advance(entry, i32.of(rowBytes)),
    ...advance(remaining, i32.of(-1)),
  ]);
  const body = whileAtLeast(get(tiles), i32.of(1), [
    ...load,
    ...set(entry, get(b)),
    ...set(remaining, get(length)),
    ...inner,
    ...store,
    ...advance(c, i32.of(rowBytes * tileRows)),
    ...advance(tiles, i32.of(-1)),
  ]);
  return { name: 'multiply', parameters: 5, integers: 2, vectors: 3 + 2 * tileRows, body };
}
