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
} from '../../../../core/wasm/encode.js';
import { instantiate, type Memory } from '../../../../core/wasm/instantiate.js';

/** Sums of float32 entries in float64, rounded once at the end. Addresses and strides are in bytes. */
export interface SumFunctions {
  /** to[r] = sum of `quads` times four entries and `rest` more, row after row; every fourth entry has a sum of its own. */
  sumRows(from: number, to: number, rows: number, quads: number, rest: number): void;
  /** 16, 4 or 1 sums of `terms` entries each, which lie `stride` apart, in order. */
  sum16columns(from: number, to: number, terms: number, stride: number): void;
  sum4columns(from: number, to: number, terms: number, stride: number): void;
  sum1column(from: number, to: number, terms: number, stride: number): void;
}

export function compileSums(memory: Memory): SumFunctions {
  const columns = [
    sumColumns('sum16columns', 16),
    sumColumns('sum4columns', 4),
    sumColumns('sum1column', 1),
  ] as const;
  return instantiate(encodeModule([sumRows(), ...columns]), memory);
}

const none = v128.lanes(0);
const firstTwo = (quad: number): Code => f64x2.promote(get(quad));
const lastTwo = (quad: number): Code => f64x2.promote(v128.halves(get(quad), 1, get(quad), 1));
const addTo = (sums: number, entries: Code): Code => set(sums, f64x2.add(get(sums), entries));

function sumRows(): WasmFunction {
  const [from, to, rows, quads, rest, remaining] = [0, 1, 2, 3, 4, 5];
  const [quad, low, high] = [6, 7, 8];
  const total = (pair: number): Code => f64x2.add(get(pair), v128.halves(get(pair), 1, get(pair), 0));
  const body = whileAtLeast(get(rows), i32.of(1), [
    ...set(low, none),
    ...set(high, none),
    ...set(remaining, get(quads)),
    ...whileAtLeast(get(remaining), i32.of(1), [
      ...set(quad, v128.load(get(from))),
      ...addTo(low, firstTwo(quad)),
      ...addTo(high, lastTwo(quad)),
      ...advance(from, i32.of(16)),
      ...advance(remaining, i32.of(-1)),
    ]),
    ...set(remaining, get(rest)),
    ...whileAtLeast(get(remaining), i32.of(1), [
      ...set(quad, v128.loadFirst(get(from))),
      ...addTo(low, firstTwo(quad)),
      ...advance(from, i32.of(4)),
      ...advance(remaining, i32.of(-1)),
    ]),
    ...v128.storeFirst(get(to), f64x2.demote(f64x2.add(total(low), total(high)))),
    ...advance(to, i32.of(4)),
    ...advance(rows, i32.of(-1)),
  ]);
  return { name: 'sumRows', parameters: 5, integers: 1, vectors: 3, body };
}

function sumColumns(name: keyof SumFunctions, width: 16 | 4 | 1): WasmFunction {
  const [from, to, terms, stride] = [0, 1, 2, 3];
  const quad = 4;
  const quads = Array.from({ length: Math.ceil(width / 4) }, (_, q) => ({
    offset: 16 * q,
    low: quad + 1 + 2 * q,
    high: quad + 2 + 2 * q,
  }));
  const load = width === 1 ? v128.loadFirst : v128.load;
  const store = width === 1 ? v128.storeFirst : v128.store;
  const rounded = (low: number, high: number): Code =>
    v128.halves(f64x2.demote(get(low)), 0, f64x2.demote(get(high)), 0);
  const body = [
    ...whileAtLeast(get(terms), i32.of(1), [
      ...quads.flatMap(({ offset, low, high }) => [
        ...set(quad, load(get(from), offset)),
        ...addTo(low, firstTwo(quad)),
        ...addTo(high, lastTwo(quad)),
      ]),
      ...advance(from, get(stride)),
      ...advance(terms, i32.of(-1)),
    ]),
    ...quads.flatMap(({ offset, low, high }) => store(get(to), rounded(low, high), offset)),
  ];
  return { name, parameters: 4, integers: 0, vectors: 1 + 2 * quads.length, body };
}
