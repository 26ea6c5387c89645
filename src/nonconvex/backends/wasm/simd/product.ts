import {
  advance,
  type Code,
  encodeModule,
  f32x4,
  get,
  i32,
  set,
  v128,
  type WasmFunction,
  whileAtLeast,
} from '../../../../core/wasm/encode.js';
import { instantiate, type Memory } from '../../../../core/wasm/instantiate.js';

/**
 * Rows and columns of the block of C that stays in registers: 8 sums, 2 entries of B, 1 of A, and the product in hand.
 * Two more rows would need 16 vectors where engines have 15 to give; what they put into memory costs half the speed.
 */
export const tileRows = 4;
export const tileCols = 8;

/** Addresses and strides are in bytes. */
export interface ProductFunctions {
  /**
   * For each of `tiles` blocks of 4 rows: C += A B, where A is packed as `depth` columns of 4 entries per block and B
   * as `depth` rows of 8. C has 8 columns, its rows lie `stride` apart.
   */
  multiply(a: number, b: number, c: number, stride: number, depth: number, tiles: number): void;
  /** Copies `depth` groups of 4 or 8 entries, which lie `across` apart in a group and `along` from group to group. */
  pack4(source: number, across: number, along: number, target: number, depth: number): void;
  pack8(source: number, across: number, along: number, target: number, depth: number): void;
  /** The same where the 8 entries of a group lie side by side. */
  pack8rows(source: number, along: number, target: number, depth: number): void;
}

/** The functions over that memory. */
export function compileProduct(memory: Memory): ProductFunctions {
  return instantiate(encodeModule([multiply(), pack('pack4', 4), pack('pack8', 8), packRows()]), memory);
}

function multiply(): WasmFunction {
  const [a, b, c, stride, depth, tiles, row, entry, remaining] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const [b0, b1, spread] = [9, 10, 11];
  const sum = (i: number, half: number) => 12 + 2 * i + half;
  const rows = Array.from({ length: tileRows }, (_, i) => i);

  const eachRow = (body: (i: number) => Code): Code => [
    ...set(row, get(c)),
    ...rows.flatMap((i) => [...body(i), ...advance(row, get(stride))]),
  ];
  const load = eachRow((i) => [0, 1].flatMap((h) => set(sum(i, h), v128.load(get(row), 16 * h))));
  const store = eachRow((i) => [0, 1].flatMap((h) => v128.store(get(row), get(sum(i, h)), 16 * h)));
  const inner = whileAtLeast(get(remaining), i32.of(1), [
    ...set(b0, v128.load(get(entry))),
    ...set(b1, v128.load(get(entry), 16)),
    ...rows.flatMap((i) => [
      ...set(spread, v128.splat(get(a), 4 * i)),
      ...set(sum(i, 0), f32x4.add(get(sum(i, 0)), f32x4.mul(get(spread), get(b0)))),
      ...set(sum(i, 1), f32x4.add(get(sum(i, 1)), f32x4.mul(get(spread), get(b1)))),
    ]),
    ...advance(a, i32.of(4 * tileRows)),
    ...advance(entry, i32.of(4 * tileCols)),
    ...advance(remaining, i32.of(-1)),
  ]);
  const body = whileAtLeast(get(tiles), i32.of(1), [
    ...load,
    ...set(entry, get(b)),
    ...set(remaining, get(depth)),
    ...inner,
    ...store,
    // After its last row, `row` stands at the next block.
    ...set(c, get(row)),
    ...advance(tiles, i32.of(-1)),
  ]);
  return { name: 'multiply', parameters: 6, integers: 3, vectors: 3 + 2 * tileRows, body };
}

function pack(name: string, width: number): WasmFunction {
  const [source, across, along, target, depth, entry, value] = [0, 1, 2, 3, 4, 5, 6];
  const body = whileAtLeast(get(depth), i32.of(1), [
    ...set(entry, get(source)),
    ...Array.from({ length: width }).flatMap((_, i) => [
      ...set(value, v128.loadFirst(get(entry))),
      ...v128.storeFirst(get(target), get(value), 4 * i),
      ...advance(entry, get(across)),
    ]),
    ...advance(source, get(along)),
    ...advance(target, i32.of(4 * width)),
    ...advance(depth, i32.of(-1)),
  ]);
  return { name, parameters: 5, integers: 1, vectors: 1, body };
}

function packRows(): WasmFunction {
  const [source, along, target, depth] = [0, 1, 2, 3];
  const body = whileAtLeast(get(depth), i32.of(1), [
    ...v128.store(get(target), v128.load(get(source))),
    ...v128.store(get(target), v128.load(get(source), 16), 16),
    ...advance(source, get(along)),
    ...advance(target, i32.of(4 * tileCols)),
    ...advance(depth, i32.of(-1)),
  ]);
  return { name: 'pack8rows', parameters: 4, integers: 0, vectors: 0, body };
}
