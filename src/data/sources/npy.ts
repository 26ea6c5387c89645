import { inputError } from '../../core/errors.js';
import type { SourceTables } from '../table.js';
import { arrayTable, labelsFor } from './array-table.js';
import type { DataFile, OpenFile } from './data-file.js';
import { type NumberArray, type NumberType, numberTypes } from './numbers.js';

const magic = '\u0093NUMPY';

/** NumPy's type codes, behind a mark of the byte order: < little, > big, | none. */
const codes: Readonly<Record<string, NumberType>> = {
  b1: numberTypes['bool']!,
  u1: numberTypes['u8']!,
  i1: numberTypes['i8']!,
  u2: numberTypes['u16']!,
  i2: numberTypes['i16']!,
  u4: numberTypes['u32']!,
  i4: numberTypes['i32']!,
  u8: numberTypes['u64']!,
  i8: numberTypes['i64']!,
  f2: numberTypes['f16']!,
  f4: numberTypes['f32']!,
  f8: numberTypes['f64']!,
};

/**
 * The NPY format, versions 1 to 3 (NumPy Enhancement Proposal 1): magic, version, length of the header, the header as
 * a Python dictionary with `descr`, `fortran_order` and `shape`, then the numbers. `name` is how errors call the file.
 * Throws InputError at `pointer` for another format, other types than numbers, a file that is too short or too long, and
 * numbers that are not finite.
 */
export function parseNpy(bytes: Uint8Array, name: string, pointer: string): NumberArray {
  const fail = (what: string): never => {
    throw inputError(pointer, `"${name}" ${what}`);
  };
  const text = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString('latin1');
  if (text(0, 6) !== magic) fail('is no npy file: it does not start with \\x93NUMPY');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! > 1;
  if (bytes.length < (wide ? 12 : 10)) fail('is truncated: it ends within its header');
  const start = wide ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true);
  if (bytes.length < start) fail('is truncated: it ends within its header');
  const header = text(wide ? 12 : 10, start);

  const descr = /'descr':\s*'([<>|=])([a-zA-Z]\d+)'/.exec(header) ?? fail('holds no plain numbers');
  const kind = codes[descr[2]!] ?? fail(`holds values of type ${descr[2]}, not numbers`);
  const dimensions = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? fail('has a header without a shape');
  const shape = dimensions[1]!
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = start + count * kind.bytes;
  if (bytes.length !== expected) {
    const wrong = bytes.length < expected ? 'is truncated' : 'is too long';
    fail(`${wrong}: it has ${bytes.length} bytes, but ${shape.join(' x ')} numbers take ${expected}`);
  }
  const values = kind.decode(view, start, count, descr[1] !== '>');
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) fail(`holds ${values[bad]} (number ${bad + 1}); numbers must be finite and exact in 64 bits`);
  const inColumns = /'fortran_order':\s*True/.test(header);
  return { shape, values: inColumns ? rowMajor(values, shape) : values, whole: kind.whole };
}

/** Reorders numbers whose first index runs fastest, so that the last one does. */
function rowMajor<T extends NumberArray['values']>(values: T, shape: readonly number[]): T {
  const ordered = values.slice() as T;
  const index = shape.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    let place = 0;
    for (const [k, size] of shape.entries()) place = place * size + index[k]!;
    ordered[place] = values[i]!;
    for (let k = 0; k < shape.length && ++index[k]! === shape[k]; k++) index[k] = 0;
  }
  return ordered;
}

/**
 * An npy file of rows (n x d) or images (n x height x width, or n x channels x height x width). `target` is a column
 * (`last`, `first`, a 1-based number), `none`, or the npy file of the labels. Throws InputError at the path or target
 * of the file that does not fit.
 */
export async function readNpy(
  train: DataFile,
  test: DataFile | undefined,
  open: OpenFile,
): Promise<SourceTables> {
  const table = await readTable(train, open);
  return { train: table, ...(test ? { test: await readTable(test, open, table) } : {}) };
}

async function readTable(file: DataFile, open: OpenFile, train?: SourceTables['train']) {
  const pointer = `${file.pointer}/path`;
  const rows = parseNpy(await open(file.path, pointer), file.path, pointer);
  const labels = await labelsFor(file, rows, async (path, at) => parseNpy(await open(path, at), path, at));
  return arrayTable(rows, labels, { name: file.path, pointer, ...(train ? { train } : {}) });
}
