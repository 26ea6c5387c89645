import type { Matrix } from './matrix.js';
import type { Sample } from './problem.js';

/** The first rows of a sample, at most `count`, as a view. */
export function firstRows({ x, y }: Sample, count: number): Sample {
  const rows = Math.min(count, x.rows);
  const first = (matrix: Matrix) => ({ ...matrix, rows, data: matrix.data.subarray(0, rows * matrix.cols) });
  return { x: first(x), y: first(y) };
}
