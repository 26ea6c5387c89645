import { inputError } from '../../core/errors.js';
import type { ImageShape } from '../../core/problem.js';
import { imageColumns } from '../images.js';
import { numberedColumns, type Table } from '../table.js';
import type { DataFile } from './data-file.js';
import type { NumberArray } from './numbers.js';

/** Where the targets of an array of rows are: in one of its columns, in an array of their own, or nowhere. */
export type Labels =
  | { readonly kind: 'column'; readonly column: number }
  | { readonly kind: 'array'; readonly array: NumberArray; readonly name: string; readonly pointer: string }
  | { readonly kind: 'none' };

const mostColours = 3;

/** The labels that `target` asks for: `last`, `first`, a 1-based column number, `none`, or the path of an array. */
export async function labelsFor(
  { target, pointer }: DataFile,
  { shape }: NumberArray,
  open: (path: string, pointer: string) => Promise<NumberArray>,
): Promise<Labels> {
  const at = `${pointer}/target`;
  if (target === undefined || target === 'none') return { kind: 'none' };
  const width = shape[1] ?? 0;
  const column =
    { first: 0, last: width - 1 }[target] ?? (/^\d+$/.test(target) ? Number(target) - 1 : undefined);
  if (column === undefined)
    return { kind: 'array', array: await open(target, at), name: target, pointer: at };
  if (shape.length !== 2 || column < 0 || column >= width) {
    throw inputError(at, `there is no column ${target} in ${shape.join(' x ')} numbers`);
  }
  return { kind: 'column', column };
}

/**
 * A table of an array of rows (n x d), grey images (n x height x width) or colour images (n x channels x height x
 * width). Labels that are stored as whole numbers are classes, of several columns values. Throws InputError at
 * `pointer` for other shapes, and where the labels are when they are not one, or one row, for each row.
 */
export function arrayTable(
  rows: NumberArray,
  labels: Labels,
  { name, pointer, train }: { readonly name: string; readonly pointer: string; readonly train?: Table },
): Table {
  const [n = 0, ...row] = rows.shape;
  const said = rows.shape.join(' x ');
  if (
    row.length < 1 ||
    row.length > 3 ||
    rows.values.length === 0 ||
    (row.length === 3 && row[0]! > mostColours)
  ) {
    throw inputError(
      pointer,
      `"${name}" is ${said}: expected rows (n x d), grey images (n x height x width) or colour images (n x 3 x height x width), none of them 0`,
    );
  }
  const d = rows.values.length / n;
  const taken = labels.kind === 'column' ? labels.column : undefined;
  const columns = namesOf(row, d).filter((_, j) => j !== taken);
  if (train && columns.length !== train.columns.length) {
    throw inputError(pointer, `"${name}" is ${said}, which does not fit the training rows`);
  }
  return {
    columns,
    cells: taken === undefined ? rows.values : without(rows.values, n, d, taken),
    ...targetOf(rows, n, d, labels),
    ...(row.length === 1 ? {} : { image: imageOf(row) }),
  };
}

function imageOf(row: readonly number[]): ImageShape {
  return row.length === 2 ? [1, row[0]!, row[1]!] : [row[0]!, row[1]!, row[2]!];
}

function namesOf(row: readonly number[], d: number): string[] {
  return row.length === 1 ? numberedColumns(d) : imageColumns(imageOf(row));
}

function without(values: NumberArray['values'], n: number, d: number, column: number): NumberArray['values'] {
  const kept = values.slice(0, n * (d - 1));
  for (let i = 0; i < n; i++) {
    for (let j = 0, k = 0; j < d; j++) if (j !== column) kept[i * (d - 1) + k++] = values[i * d + j]!;
  }
  return kept;
}

function targetOf(rows: NumberArray, n: number, d: number, labels: Labels): Pick<Table, 'target' | 'labels'> {
  if (labels.kind === 'none') return {};
  if (labels.kind === 'column') {
    return { target: Float64Array.from({ length: n }, (_, i) => rows.values[i * d + labels.column]!) };
  }
  const { array, name, pointer } = labels;
  const [count, width = 1, ...more] = array.shape;
  if (count !== n || more.length > 0) {
    throw inputError(
      pointer,
      `"${name}" is ${array.shape.join(' x ')}, expected one label for each of the ${n} rows`,
    );
  }
  const values = Float64Array.from(array.values);
  if (width === 1) return { target: values, labels: array.whole };
  return { target: { rows: n, cols: width, data: values } };
}
