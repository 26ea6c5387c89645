import { addScaled, type Matrix, row, zeros } from '../core/matrix.js';
import { type Pattern, signOf } from './patterns/pattern.js';

/** A point whose nearest one in the cell {u: s_k x_k . u >= 0} of a pattern is wanted. */
export interface CellTarget {
  readonly pattern: Pattern;
  readonly point: Float64Array;
  /** Whether the nearest one is looked for among those that are 0 wherever the point is. */
  readonly keepsZeros?: boolean;
  /** Rows whose walls may be those that hold the nearest point: where the search begins. */
  readonly walls?: readonly number[];
}

/** The nearest point of a cell, and the rows whose walls hold it there. */
export interface NearestInCell {
  readonly point: Float64Array;
  readonly walls: readonly number[];
}

/** The walls s_k x_k of these rows as the target sees them, times the factor: 0 where it keeps its zeros. */
export function wallsOf(
  x: Matrix,
  { pattern, point, keepsZeros }: CellTarget,
  rows: readonly number[],
  factor: 1 | -1 = 1,
): Matrix {
  const walls = zeros(rows.length, x.cols);
  for (const [i, k] of rows.entries()) {
    const wall = row(walls, i);
    addScaled(wall, factor * signOf(pattern, k), row(x, k));
    if (keepsZeros) for (let j = 0; j < x.cols; j++) if (point[j] === 0) wall[j] = 0;
  }
  return walls;
}
