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
} from './encode.js';
import { instantiate } from './instantiate.js';
import { createMemory } from './memory.js';

/**
 * Rows and columns of the block of C that stays in registers: 8 pairs of sums, 2 of entries of B, 1 of A, and the product
 * in hand. Two more rows would need 16 vectors where engines have 15 to give; what they put into memory costs half the
 * speed.
 */
export const tileRows = 4;
export const tileCols = 4;
/** Entries of a row that are packed at a time. */
export const depth = 256;
const bytes = 8;

interface ProductFunctions {
  /** For each of `tiles` blocks of 4 rows: C += A B', A packed as `length` columns of 4, B as `length` rows of 4; addresses in bytes. */
  multiply(a: number, b: number, c: number, length: number, tiles: number): void;
}

/**
 * C += A B' in 128-bit SIMD of WebAssembly, for a strip of so many rows of A and 4 rows of B at most: both are packed into
 * a memory of its own. Every sum begins with what C holds and runs over the entries in order, each product rounded before
 * it is added: digit by digit what a loop gives.
 */
export interface TileProduct {
  /** The memory: C, row after row of 4, from `c` on. */
  readonly heap: Float64Array;
  readonly c: number;
  /** Packs `count` rows of the strip of A. */
  packA(data: Float64Array, start: number, stride: number, count: number, length: number): void;
  /** Packs up to 4 rows of B; those that are missing are zeros. */
  packB(data: Float64Array, start: number, stride: number, count: number, length: number): void;
  /** `tiles` tiles of C, from that tile of the strip on; C begins with the first of them. */
  multiply(firstTile: number, tiles: number, length: number): void;
}

export function tileProduct(mostRows: number): TileProduct {
  const starts = { a: 0, b: mostRows * depth, c: (mostRows + tileCols) * depth };
  const entries = starts.c + mostRows * tileCols;
  const memory = createMemory(bytes * entries);
  const heap = new Float64Array(memory.buffer, 0, entries);
  const { multiply } = instantiate<ProductFunctions>(encodeModule([multiplyTiles()]), memory);
  return {
    heap,
    c: starts.c,
    packA(data, start, stride, count, length) {
      for (let r = 0; r < count; r += tileRows) {
        const rows = Math.min(tileRows, count - r);
        pack(heap, starts.a + r * length, data, start + r * stride, stride, rows, tileRows, length);
      }
    },
    packB(data, start, stride, count, length) {
      pack(heap, starts.b, data, start, stride, count, tileCols, length);
    },
    multiply(firstTile, tiles, length) {
      const a = starts.a + firstTile * tileRows * length;
      multiply(bytes * a, bytes * starts.b, bytes * starts.c, length, tiles);
    },
  };
}

/** Copies `count` rows side by side into groups of `width` entries, one group per column; missing rows are zeros. */
function pack(
  heap: Float64Array,
  target: number,
  data: Float64Array,
  start: number,
  stride: number,
  count: number,
  width: number,
  length: number,
): void {
  for (let r = 0; r < width; r++) {
    let to = target + r;
    if (r >= count) {
      for (let p = 0; p < length; p++, to += width) heap[to] = 0;
      continue;
    }
    const from = start + r * stride;
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
