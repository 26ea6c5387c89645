import type { RowProductShape } from './row-product.js';

/** A part of C from (row, column) on. */
export interface Part {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly cols: number;
  /** Only what lies on or below its own diagonal is needed. */
  readonly lower: boolean;
}

/** C in parts of much the same size, at most side x side; those above the diagonal are left out where it needs none. */
export function partsOf({ rows, cols, lower }: RowProductShape, side: number): Part[] {
  const longest = Math.max(rows, cols);
  const step = Math.ceil(longest / Math.ceil(longest / side));
  const parts: Part[] = [];
  for (let row = 0; row < rows; row += step) {
    const end = lower ? Math.min(cols, row + 1) : cols;
    for (let column = 0; column < end; column += step) {
      parts.push({
        row,
        column,
        rows: Math.min(step, rows - row),
        cols: Math.min(step, cols - column),
        lower: lower && column === row,
      });
    }
  }
  return parts;
}
