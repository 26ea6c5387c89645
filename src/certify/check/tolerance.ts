import { rowLoss } from '../../core/losses/loss.js';
import { row } from '../../core/matrix.js';
import type { AnyProblem } from '../../core/problem.js';

/** Relative rounding allowed between two ways of computing the same number in float64. */
const relative = 1e-9;
/** The same for numbers that come out of cancellation, as a share of the objective of the zero network. */
const floor = 1e-12;

/** Largest difference that counts as rounding, for objectives and losses of this size. */
export function roundingOf(problem: AnyProblem | undefined, value: number): number {
  return relative * Math.abs(value) + floor * (problem ? zeroNetworkObjective(problem) : 1);
}

/** c sum_k l(0, y_k): the size of a loss on this problem. */
function zeroNetworkObjective({ train, loss, lossScale }: AnyProblem): number {
  let sum = 0;
  const zero = new Float64Array(train.y.cols);
  for (let k = 0; k < train.y.rows; k++) sum += rowLoss(loss, zero, row(train.y, k));
  return lossScale * sum;
}
