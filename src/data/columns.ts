import { type Matrix, zeros } from '../core/matrix.js';
import type { ImageShape } from '../core/problem.js';
import { type Downsampling, imageColumns, planDownsampling, writeBlockMeans } from './images.js';
import type { Table } from './table.js';

/** Which columns the prepared matrix has, and how a table's row becomes a row of it. */
export interface ColumnPlan {
  readonly columns: readonly string[];
  /** Columns that hold data; the column of ones, when there is one, comes after them. */
  readonly dataColumns: number;
  readonly downsampling?: Downsampling;
  /** The shape of a prepared row, where it is an image and nothing else. */
  readonly image?: ImageShape;
}

/** Throws InputError at `pointer`/downsample when the rows are no images of at least that size. */
export function planColumns(
  table: Table,
  { downsample, bias }: { readonly downsample?: readonly number[]; readonly bias: boolean },
  pointer: string,
): ColumnPlan {
  const downsampling = downsample && planDownsampling(table.image, downsample, `${pointer}/downsample`);
  const data = downsampling ? imageColumns(downsampling.to) : table.columns;
  const image = downsampling?.to ?? table.image;
  return {
    columns: bias ? [...data, 'bias'] : data,
    dataColumns: data.length,
    ...(downsampling ? { downsampling } : {}),
    ...(image && !bias ? { image } : {}),
  };
}

/** Decodes the given rows of a table into a float64 matrix of the plan's columns, in one pass. */
export function gatherRows(table: Table, rows: ArrayLike<number>, plan: ColumnPlan): Matrix {
  const { cells, columns } = table;
  const matrix = zeros(rows.length, plan.columns.length);
  const width = columns.length;
  if (plan.columns.length > plan.dataColumns) matrix.data.fill(1);
  for (let k = 0; k < rows.length; k++) {
    const start = rows[k]! * width;
    const at = k * matrix.cols;
    if (plan.downsampling) writeBlockMeans(plan.downsampling, cells, start, matrix.data, at);
    else matrix.data.set(cells.subarray(start, start + width), at);
  }
  return matrix;
}
