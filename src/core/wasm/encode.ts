/**
 * A small encoder of WebAssembly modules: instructions are arrays of bytes, a module is functions over an imported
 * memory. Source: WebAssembly Core Specification 2.0, chapter 5 (binary format).
 */
export type Code = readonly number[];

export interface WasmFunction {
  readonly name: string;
  /** All parameters are i32; nothing is returned. */
  readonly parameters: number;
  readonly integers: number;
  readonly vectors: number;
  readonly body: Code;
}

const type = { i32: 0x7f, v128: 0x7b, none: 0x40 };

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];

export const i32 = {
  of: (value: number): Code => [0x41, ...signed(value)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  /** a / 4, unsigned. */
  quarter: (a: Code): Code => [...a, 0x41, 2, 0x76],
  /** Unsigned a >= b. */
  atLeast: (a: Code, b: Code): Code => [...a, ...b, 0x4f],
};

/** local += bytes. */
export const advance = (local: number, by: Code): Code => set(local, i32.add(get(local), by));

/** Runs the body as long as a >= b, unsigned. */
export const whileAtLeast = (a: Code, b: Code, body: Code): Code => [
  ...[0x02, type.none, 0x03, type.none],
  ...i32.atLeast(a, b),
  ...[0x45, 0x0d, 1],
  ...body,
  ...[0x0c, 0, 0x0b, 0x0b],
];

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];

const loading =
  (opcode: number) =>
  (address: Code, offset = 0): Code => [...address, ...simd(opcode), 0, ...unsigned(offset)];
const unary =
  (opcode: number) =>
  (a: Code): Code => [...a, ...simd(opcode)];
const binary =
  (opcode: number) =>
  (a: Code, b: Code): Code => [...a, ...b, ...simd(opcode)];

export const v128 = {
  load: loading(0x00),
  /** One float32 in all four lanes. */
  splat: loading(0x09),
  /** One float32 in the first lane, zeros in the others. */
  loadFirst: loading(0x5c),
  store: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...simd(0x0b),
    0,
    ...unsigned(offset),
  ],
  /** The first 32 bits. */
  storeFirst: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...simd(0x5a),
    0,
    ...unsigned(offset),
    0,
  ],
  /** The first 8 bits. */
  storeByte: (address: Code, value: Code): Code => [...address, ...value, ...simd(0x58), 0, 0, 0],
  and: binary(0x4e),
  /** The bits of a that b does not have. */
  without: binary(0x4f),
  /** The bits of a where mask is set, those of b elsewhere. */
  select: (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, ...simd(0x52)],
  /** Halves of 64 bits: one of a, then one of b. */
  halves: (a: Code, ofA: 0 | 1, b: Code, ofB: 0 | 1): Code => {
    const bytes = (first: number) => Array.from({ length: 8 }, (_, i) => first + i);
    return [...a, ...b, ...simd(0x0d), ...bytes(8 * ofA), ...bytes(16 + 8 * ofB)];
  },
  /** The same int32 in all lanes. */
  lanes: (value: number): Code => [...i32.of(value), ...simd(0x11)],
};

export const f32x4 = {
  equal: binary(0x41),
  notEqual: binary(0x42),
  less: binary(0x43),
  greater: binary(0x44),
  lessEqual: binary(0x45),
  greaterEqual: binary(0x46),
  add: binary(0xe4),
  sub: binary(0xe5),
  mul: binary(0xe6),
  div: binary(0xe7),
  sqrt: unary(0xe3),
  min: binary(0xe8),
  max: binary(0xe9),
};

export const f64x2 = {
  /** One float64 in both lanes. */
  splat: loading(0x0a),
  add: binary(0xf0),
  mul: binary(0xf2),
  /** Of the first two float32; back, with zeros behind them. */
  promote: unary(0x5f),
  demote: unary(0x5e),
};

/** Four bytes in the lowest lane, 0 or 1, as four masks of 32 bits; and back. */
export const masks = {
  ofBytes: (a: Code): Code => [...unary(0xa9)(unary(0x89)(a)), ...v128.lanes(0), ...simd(0x38)],
  toBytes: (mask: Code): Code => {
    const ones = v128.and(mask, v128.lanes(1));
    const zero = v128.lanes(0);
    return binary(0x66)(binary(0x85)(ones, zero), zero);
  },
};

/** A module that imports its memory as `heap.memory` and exports the functions. */
export function encodeModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const text = (value: string) => vector([...new TextEncoder().encode(value)]);
  const types = functions.map(({ parameters }) => [0x60, ...vector(new Array(parameters).fill(type.i32)), 0]);
  const exported = functions.map(({ name }, index) => [...text(name), 0, ...unsigned(index)]);
  const bodies = functions.map(({ integers, vectors, body }) => {
    const locals = [2, ...unsigned(integers), type.i32, ...unsigned(vectors), type.v128];
    return sized([...locals, ...body, 0x0b]);
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(types)),
    ...section(2, list([[...text('heap'), ...text('memory'), 2, 0, 0]])),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(7, list(exported)),
    ...section(10, list(bodies)),
  ]);
}

const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const vector = sized;
const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: Code): Code => [id, ...sized(content)];

/** LEB128. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

/** Signed LEB128. */
function signed(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest >> 6 === 0 || rest >> 6 === -1) return [...bytes, rest & 0x7f];
    bytes.push((rest & 0x7f) | 0x80);
  }
}
