import { inputError } from '../core/errors.js';
import { isSavedArray, type SavedArray } from './checkpoint.js';

type Stored = 'F32' | 'F64' | 'I32' | 'BOOL';

const storedAs: Readonly<Record<string, Stored>> = {
  float32: 'F32',
  float64: 'F64',
  int32: 'I32',
  bool: 'BOOL',
};
const arrayOf = { F32: Float32Array, F64: Float64Array, I32: Int32Array, BOOL: Uint8Array };

/** Arrays begin at multiples of it, so that they can be looked at where they lie. */
const alignment = 8;

interface Entry {
  readonly dtype: Stored;
  readonly shape: number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * A tree of JSON values and saved arrays as one safetensors file: the arrays as tensors "0", "1", ..., the tree in the
 * metadata with `{"$array": i}` in their places, and `{"$number": "NaN"}` for what JSON has no number for.
 */
export function writeCheckpoint(tree: unknown): Uint8Array {
  const arrays: SavedArray[] = [];
  const text = JSON.stringify(tree, (_key, value: unknown) => {
    if (isSavedArray(value)) return { $array: arrays.push(value) - 1 };
    if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
    return value;
  });
  let end = 0;
  const parts = arrays.map(({ dtype, shape, values }) => {
    const type = storedAs[dtype];
    if (!type) throw new RangeError(`arrays of ${dtype} cannot be kept`);
    const array = values instanceof arrayOf[type] ? values : arrayOf[type].from(values);
    const offset = end;
    end = padded(offset + array.byteLength);
    return { type, shape, bytes: new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset };
  });
  const entries = parts.map(({ type, shape, bytes, offset }, i): [string, Entry] => [
    String(i),
    { dtype: type, shape, data_offsets: [offset, offset + bytes.length] },
  ]);
  const header = Buffer.from(
    JSON.stringify({ __metadata__: { tree: text }, ...Object.fromEntries(entries) }),
  );
  const start = alignment + padded(header.length);
  const file = new Uint8Array(start + end).fill(0x20, alignment, start);
  new DataView(file.buffer).setBigUint64(0, BigInt(start - alignment), true);
  file.set(header, alignment);
  for (const { bytes, offset } of parts) file.set(bytes, start + offset);
  return file;
}

/** The way back from {@link writeCheckpoint}. Throws InputError for anything else. */
export function readCheckpoint(file: Uint8Array): unknown {
  try {
    // A copy, so that its arrays begin where arrays may.
    const { buffer } = file.slice();
    const length = Number(new DataView(buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(file.subarray(alignment, alignment + length)));
    const { __metadata__: metadata, ...entries } = header as {
      __metadata__: { tree: string };
      [i: string]: unknown;
    };
    const arrayAt = (i: number): SavedArray => {
      const { dtype, shape, data_offsets: offsets } = (entries as Record<string, Entry>)[i]!;
      const size = (offsets[1] - offsets[0]) / arrayOf[dtype].BYTES_PER_ELEMENT;
      const values = new arrayOf[dtype](buffer, alignment + length + offsets[0], size);
      const [type] = Object.entries(storedAs).find(([, stored]) => stored === dtype)!;
      return { dtype: type as SavedArray['dtype'], shape, values };
    };
    return JSON.parse(metadata.tree, (_key, value) => {
      if (typeof value !== 'object' || value === null) return value;
      if ('$array' in value) return arrayAt(value.$array);
      return '$number' in value ? Number(value.$number) : value;
    });
  } catch (cause) {
    const why = (cause as Error).message;
    throw inputError('', `the checkpoint is damaged or none (${why}): remove it to start anew`);
  }
}

function padded(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
