import { inputError } from '../../core/errors.js';
import { imageColumns } from '../images.js';
import { type Cells, numberedColumns, type SourceTables, type Table } from '../table.js';
import type { DataFile, OpenFile } from './data-file.js';

/** An n-dimensional array, row-major. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Cells;
}

interface NumberType {
  readonly bytes: number;
  readonly decode: (view: DataView, start: number, count: number) => Cells;
}

/** Number types by the third byte of the file; all numbers are big-endian. */
const numberTypes: ReadonlyMap<number, NumberType> = new Map([
  [0x08, { bytes: 1, decode: (v, start, n) => new Uint8Array(v.buffer, v.byteOffset + start, n) }],
  [0x09, { bytes: 1, decode: (v, start, n) => new Int8Array(v.buffer, v.byteOffset + start, n) }],
  [
    0x0b,
    {
      bytes: 2,
      decode: (v, start, n) => Int16Array.from({ length: n }, (_, i) => v.getInt16(start + 2 * i)),
    },
  ],
  [
    0x0c,
    {
      bytes: 4,
      decode: (v, start, n) => Int32Array.from({ length: n }, (_, i) => v.getInt32(start + 4 * i)),
    },
  ],
  [
    0x0d,
    {
      bytes: 4,
      decode: (v, start, n) => Float32Array.from({ length: n }, (_, i) => v.getFloat32(start + 4 * i)),
    },
  ],
  [
    0x0e,
    {
      bytes: 8,
      decode: (v, start, n) => Float64Array.from({ length: n }, (_, i) => v.getFloat64(start + 8 * i)),
    },
  ],
]);

/**
 * The IDX format (LeCun, "The MNIST database"): two zero bytes, the number type, the number of dimensions, the
 * dimensions as big-endian u32, then the numbers. `name` is how errors call the file.
 * Throws InputError at `pointer` when the file is of another format, truncated, too long, or holds NaN or infinity.
 */
export function parseIdx(bytes: Uint8Array, name: string, pointer: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = bytes.length >= 4 && view.getUint16(0) === 0 ? numberTypes.get(bytes[2]!) : undefined;
  const dimensions = bytes[3] ?? 0;
  if (!type || dimensions === 0) {
    const first = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw inputError(
      pointer,
      `"${name}" is no idx file: it starts with ${first || 'nothing'}, not 00 00 and a number type`,
    );
  }
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) throw inputError(pointer, `"${name}" is truncated: it ends within its header`);
  const shape = Array.from({ length: dimensions }, (_, k) => view.getUint32(4 + 4 * k));
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = start + count * type.bytes;
  if (bytes.length !== expected) {
    const wrong = bytes.length < expected ? 'is truncated' : 'is too long';
    throw inputError(
      pointer,
      `"${name}" ${wrong}: it has ${bytes.length} bytes, but ${shape.join(' x ')} numbers take ${expected}`,
    );
  }
  const values = type.decode(view, start, count);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw inputError(pointer, `"${name}" holds ${values[bad]} (number ${bad + 1}); numbers must be finite`);
  return { shape, values };
}

/**
 * An idx file of rows (n x d) or of grey images (n x height x width), its labels in the idx file that `target`
 * names, if any. Entries keep their values. Throws InputError at the path or target of the file that does not fit.
 */
export async function readIdx(
  train: DataFile,
  test: DataFile | undefined,
  open: OpenFile,
): Promise<SourceTables> {
  const table = await readTable(train, open);
  return { train: table, ...(test ? { test: await readTable(test, open, table) } : {}) };
}

async function readTable(file: DataFile, open: OpenFile, train?: Table): Promise<Table> {
  const pointer = `${file.pointer}/path`;
  const { shape, values } = parseIdx(await open(file.path, pointer), file.path, pointer);
  const [n, ...row] = shape;
  if (row.length < 1 || row.length > 2 || values.length === 0) {
    throw inputError(
      pointer,
      `"${file.path}" is ${shape.join(' x ')}: expected rows (n x d) or images (n x height x width), none of them 0`,
    );
  }
  const d = values.length / n!;
  if (train && (d !== train.columns.length || (train.image && train.image[1] !== row[0]))) {
    throw inputError(pointer, `"${file.path}" is ${shape.join(' x ')}, which does not fit the training rows`);
  }
  const targets = file.target === undefined ? {} : await readLabels(file, file.target, n!, open);
  if (row.length === 1) return { columns: numberedColumns(d), cells: values, ...targets };
  const image = [1, row[0]!, row[1]!] as const;
  return { columns: imageColumns(image), cells: values, ...targets, image };
}

/** Labels that are stored as whole numbers are classes; as floating-point ones, values. */
async function readLabels(file: DataFile, path: string, n: number, open: OpenFile) {
  const pointer = `${file.pointer}/target`;
  const { shape, values } = parseIdx(await open(path, pointer), path, pointer);
  if (shape.length !== 1 || shape[0] !== n) {
    throw inputError(
      pointer,
      `"${path}" is ${shape.join(' x ')}, expected one label for each of the ${n} rows of "${file.path}"`,
    );
  }
  const labels = !(values instanceof Float32Array || values instanceof Float64Array);
  return { target: Float64Array.from(values), labels };
}
