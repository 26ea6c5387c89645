import { inputError } from '../../core/errors.js';
import { type NamedArrays, namedArraysReader } from './named-arrays.js';
import { type NumberArray, type NumberType, numberTypes } from './numbers.js';

const types: Readonly<Record<string, NumberType>> = {
  BOOL: numberTypes['bool']!,
  U8: numberTypes['u8']!,
  I8: numberTypes['i8']!,
  U16: numberTypes['u16']!,
  I16: numberTypes['i16']!,
  U32: numberTypes['u32']!,
  I32: numberTypes['i32']!,
  U64: numberTypes['u64']!,
  I64: numberTypes['i64']!,
  F16: numberTypes['f16']!,
  BF16: numberTypes['bf16']!,
  F32: numberTypes['f32']!,
  F64: numberTypes['f64']!,
};

/** The format's own limit. */
const longestHeader = 100_000_000;

interface Entry {
  readonly dtype: string;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

/**
 * The safetensors format: the length of the header as u64, the header as JSON (per tensor `dtype`, `shape` and
 * `data_offsets`), then the numbers, little-endian and row-major. Throws InputError at `pointer` for what does not keep to it.
 */
export function parseSafetensors(bytes: Uint8Array, name: string, pointer: string): NamedArrays {
  const fail = (what: string): never => {
    throw inputError(pointer, `"${name}" ${what}`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Number.NaN : Number(view.getBigUint64(0, true));
  if (!(length <= Math.min(bytes.length - 8, longestHeader))) fail('is no safetensors file, or is truncated');
  const header =
    parseHeader(bytes.subarray(8, 8 + length)) ??
    fail('is no safetensors file: its header is no JSON object');
  const arrays = new Map<string, NumberArray>();
  for (const [tensor, entry] of Object.entries(header)) {
    if (tensor === '__metadata__') continue;
    if (!isEntry(entry)) return fail(`describes the tensor "${tensor}" wrongly`);
    const kind = types[entry.dtype] ?? fail(`holds "${tensor}" of type ${entry.dtype}, which is not read`);
    const count = entry.shape.reduce((product, size) => product * size, 1);
    const [from, to] = entry.data_offsets;
    if (to - from !== count * kind.bytes || 8 + length + to > bytes.length) {
      fail(`is truncated, or describes the tensor "${tensor}" wrongly`);
    }
    const values = kind.decode(view, 8 + length + from, count, true);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) fail(`holds ${values[bad]} in "${tensor}" (number ${bad + 1}); numbers must be finite`);
    arrays.set(tensor, { shape: entry.shape, values, whole: kind.whole });
  }
  if (arrays.size === 0) fail('holds no tensors');
  return arrays;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return header !== null && typeof header === 'object' && !Array.isArray(header)
      ? (header as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Entry>;
  const natural = (list: unknown) =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
  return typeof dtype === 'string' && natural(shape) && natural(offsets) && offsets?.length === 2;
}

export const readSafetensors = namedArraysReader(parseSafetensors);
