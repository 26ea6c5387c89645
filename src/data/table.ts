import type { Matrix } from '../core/matrix.js';
import type { Network } from '../core/network.js';
import type { ImageShape } from '../core/problem.js';

/** Row-major entries in whatever number type the source holds: images stay one byte a pixel until rows are chosen. */
export type Cells = Float64Array | Float32Array | Int32Array | Int16Array | Int8Array | Uint8Array;

/** One target per row, numbers or text labels; or several numbers per row. */
export type Target = Float64Array | readonly string[] | Matrix;

/** What every source yields: rows of `columns.length` entries, before any preparation. */
export interface Table {
  readonly columns: readonly string[];
  readonly cells: Cells;
  /** Absent only where no targets are needed. */
  readonly target?: Target;
  /** The targets are labels although they are numbers. */
  readonly labels?: boolean;
  /** Text columns: entry c of the column stands for the c-th text of its list. */
  readonly categories?: Readonly<Record<string, readonly string[]>>;
  readonly image?: ImageShape;
  /** Where the rows are standard normal: the network whose outputs are the targets, but for noise. */
  readonly teacher?: Network;
}

/** A source's training rows and, where it has them, separate test rows with the same columns. */
export interface SourceTables {
  readonly train: Table;
  readonly test?: Table;
}

/** x1, ..., xd: names of columns that have none. */
export function numberedColumns(d: number): string[] {
  return Array.from({ length: d }, (_, j) => `x${j + 1}`);
}
