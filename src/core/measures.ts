import { type Matrix, row } from './matrix.js';
import type { AnyProblem, Sample } from './problem.js';

/** True when the targets of a part are classes: labels, or -1 and +1 in one column. */
export function isLabelled({ summary }: Pick<AnyProblem, 'summary'>, { y }: Sample): boolean {
  return summary.classes !== undefined || (y.cols === 1 && y.data.every((value) => Math.abs(value) === 1));
}

/**
 * True where the row's class is predicted: y f > 0 with one output; with more, the output of the class is the largest
 * by itself. A tie counts as wrong.
 */
export function isRight(f: Float64Array, y: Float64Array): boolean {
  if (f.length === 1) return f[0]! * y[0]! > 0;
  const own = y.indexOf(Math.max(...y));
  return f.every((value, i) => i === own || value < f[own]!);
}

/** Share of rows whose class is predicted, of predictions and targets (n, K). */
export function accuracy(predictions: Matrix, y: Matrix): number {
  let right = 0;
  for (let k = 0; k < y.rows; k++) if (isRight(row(predictions, k), row(y, k))) right++;
  return right / y.rows;
}

/** Root of the mean over all entries of (f - y)^2. */
export function rmse(predictions: Matrix, y: Matrix): number {
  const squares = predictions.data.reduce((sum, f, i) => sum + (f - y.data[i]!) ** 2, 0);
  return Math.sqrt(squares / y.data.length);
}
