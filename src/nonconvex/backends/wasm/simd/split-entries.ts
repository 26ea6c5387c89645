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

/** What is the same for all entries: each is four equal float32 numbers in the memory, in this order. */
export const constants = [
  /** beta, and beta s. */
  'beta',
  'slopedBeta',
  'slope',
  /** 1 / p_v, p_v / 2 and p_u / 2. */
  'inverseV',
  'halfV',
  'halfU',
  /** 1 / p_u, 1 / (p_u + p_v) and 1 / (p_u + s^2 p_v). */
  'inverseU',
  'inverseRight',
  'inverseLeft',
] as const;
export type Constants = Record<(typeof constants)[number], number>;

/** Addresses of count entries each (v and u are written), and of the constants. */
export type SplitEntriesFunction = (
  count: number,
  v: number,
  u: number,
  qv: number,
  qu: number,
  constants: number,
) => void;

/** Bytes of four entries. */
export const vectorBytes = 16;

/**
 * The minimisers (v, u) of p_v/2 v^2 - (q_v - beta) v + p_u/2 u^2 - q_u u - beta max(u, s u) subject to v >= u, v >= s u:
 * four entries at a time, each on both branches of u, of which the better one is taken.
 */
export function compileSplitEntries(memory: Memory): SplitEntriesFunction {
  return instantiate<{ splitEntries: SplitEntriesFunction }>(encodeModule([loops()]), memory).splitEntries;
}

function loops(): WasmFunction {
  const [count, outV, outU, inV, inU, table] = [0, 1, 2, 3, 4, 5];
  const parameters = 6;
  const vector = (k: number) => parameters + k;
  const constant = (name: keyof Constants): Code => get(vector(constants.indexOf(name)));
  const [qv, pull, v, u, value, leftV, leftU, leftValue] = Array.from({ length: 8 }, (_, k) =>
    vector(constants.length + k),
  ) as [number, number, number, number, number, number, number, number];
  const zero = v128.lanes(0);
  const { add, sub, mul, min, max } = f32x4;

  /** p_v/2 v^2 - q_v v + p_u/2 u^2 - pull u. */
  const valueAt = (ofV: number, ofU: number): Code =>
    add(
      mul(get(ofV), sub(mul(constant('halfV'), get(ofV)), get(qv))),
      mul(get(ofU), sub(mul(constant('halfU'), get(ofU)), get(pull))),
    );
  const free = mul(get(qv), constant('inverseV'));

  const minimise: Code = [
    ...set(pull, add(get(pull), constant('beta'))),
    ...set(
      u,
      max(
        zero,
        min(mul(get(pull), constant('inverseU')), mul(add(get(pull), get(qv)), constant('inverseRight'))),
      ),
    ),
    ...set(v, max(free, get(u))),
    ...set(value, valueAt(v, u)),

    ...set(pull, add(sub(get(pull), constant('beta')), constant('slopedBeta'))),
    ...set(
      leftU,
      min(
        zero,
        min(
          mul(get(pull), constant('inverseU')),
          mul(add(get(pull), mul(constant('slope'), get(qv))), constant('inverseLeft')),
        ),
      ),
    ),
    ...set(leftV, max(free, mul(constant('slope'), get(leftU)))),
    ...set(leftValue, valueAt(leftV, leftU)),
  ];
  const better = f32x4.lessEqual(get(value), get(leftValue));

  const loop = (width: 4 | 1): Code => {
    const load = width === 4 ? v128.load : v128.loadFirst;
    const store = width === 4 ? v128.store : v128.storeFirst;
    return whileAtLeast(get(count), i32.of(width), [
      ...set(qv, sub(load(get(inV)), constant('beta'))),
      ...set(pull, load(get(inU))),
      ...minimise,
      ...store(get(outV), v128.select(get(v), get(leftV), better)),
      ...store(get(outU), v128.select(get(u), get(leftU), better)),
      ...[inV, inU, outV, outU].flatMap((pointer) => advance(pointer, i32.of(4 * width))),
      ...advance(count, i32.of(-width)),
    ]);
  };
  return {
    name: 'splitEntries',
    parameters,
    integers: 0,
    vectors: constants.length + 8,
    body: [
      ...constants.flatMap((_, k) => set(vector(k), v128.load(get(table), vectorBytes * k))),
      ...loop(4),
      ...loop(1),
    ],
  };
}
