import { inputError } from '../../core/errors.js';
import type { Matrix } from '../../core/matrix.js';
import { enumerateCells, mostCells } from './cells.js';
import type { PatternSet } from './pattern.js';
import { rowSpace } from './row-space.js';

/** Cells that are enumerated at most: 300 points of rank 3 have 89 702. */
export const cellLimit = 100_000;

/** The most cells the rows of x can have, and whether that is few enough to enumerate them. */
export function countCells(x: Matrix): {
  readonly rank: number;
  readonly most: number;
  readonly enumerable: boolean;
} {
  const { basis, normals } = rowSpace(x);
  const most = mostCells(normals.rows, basis.rows);
  return { rank: basis.rows, most, enumerable: most <= cellLimit };
}

/** All patterns of x, as a set that says so. */
export function allPatterns(x: Matrix): PatternSet {
  return { patterns: enumerateCells(x), complete: true };
}

/**
 * Throws InputError at `pointer` where x may have more than {@link cellLimit} patterns; it proposes the methods `instead`.
 */
export function checkEnumerable(x: Matrix, pointer: string, instead: readonly string[]): void {
  const { rank, most, enumerable } = countCells(x);
  if (enumerable) return;
  const rows = `${x.rows} rows of rank ${rank} can have ${most.toPrecision(3)} patterns`;
  throw inputError(pointer, `${rows}; at most ${cellLimit} are enumerated: use ${instead.join(' or ')}`, [
    ...instead,
  ]);
}
