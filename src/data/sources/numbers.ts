import type { Cells } from '../table.js';

/** An n-dimensional array, row-major. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly values: Cells;
  /** Stored as whole numbers. */
  readonly whole: boolean;
}

/** A number type of the formats that keep numbers as bytes. */
export interface NumberType {
  readonly bytes: number;
  readonly whole: boolean;
  /** Decodes `count` numbers that start at the view's byte `start`. */
  readonly decode: (view: DataView, start: number, count: number, little: boolean) => Cells;
}

type Read = (view: DataView, at: number, little: boolean) => number;

const type = (bytes: number, whole: boolean, into: (count: number) => Cells, read: Read): NumberType => ({
  bytes,
  whole,
  decode(view, start, count, little) {
    const values = into(count);
    for (let i = 0; i < count; i++) values[i] = read(view, start + i * bytes, little);
    return values;
  },
});

/** Number types by kind and width in bits: i signed, u unsigned, f IEEE 754, bf the upper half of a 32-bit float. */
export const numberTypes: Readonly<Record<string, NumberType>> = {
  bool: type(
    1,
    true,
    (n) => new Uint8Array(n),
    (v, at) => (v.getUint8(at) === 0 ? 0 : 1),
  ),
  u8: type(
    1,
    true,
    (n) => new Uint8Array(n),
    (v, at) => v.getUint8(at),
  ),
  i8: type(
    1,
    true,
    (n) => new Int8Array(n),
    (v, at) => v.getInt8(at),
  ),
  u16: type(
    2,
    true,
    (n) => new Int32Array(n),
    (v, at, le) => v.getUint16(at, le),
  ),
  i16: type(
    2,
    true,
    (n) => new Int16Array(n),
    (v, at, le) => v.getInt16(at, le),
  ),
  u32: type(
    4,
    true,
    (n) => new Float64Array(n),
    (v, at, le) => v.getUint32(at, le),
  ),
  i32: type(
    4,
    true,
    (n) => new Int32Array(n),
    (v, at, le) => v.getInt32(at, le),
  ),
  u64: type(
    8,
    true,
    (n) => new Float64Array(n),
    (v, at, le) => exact(v.getBigUint64(at, le)),
  ),
  i64: type(
    8,
    true,
    (n) => new Float64Array(n),
    (v, at, le) => exact(v.getBigInt64(at, le)),
  ),
  f16: type(
    2,
    false,
    (n) => new Float32Array(n),
    (v, at, le) => half(v.getUint16(at, le)),
  ),
  bf16: type(
    2,
    false,
    (n) => new Float32Array(n),
    (v, at, le) => upperHalf(v.getUint16(at, le)),
  ),
  f32: type(
    4,
    false,
    (n) => new Float32Array(n),
    (v, at, le) => v.getFloat32(at, le),
  ),
  f64: type(
    8,
    false,
    (n) => new Float64Array(n),
    (v, at, le) => v.getFloat64(at, le),
  ),
};

/** NaN, which every reader refuses, where a float64 cannot hold the number. */
function exact(value: bigint): number {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : Number.NaN;
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

function upperHalf(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
