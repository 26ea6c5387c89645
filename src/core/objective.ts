import { type AnyLoss, rowLoss } from './losses/loss.js';
import { row } from './matrix.js';
import { type Network, predict } from './network.js';
import type { AnyProblem, Sample } from './problem.js';

/** beta r(weights), r the problem's regularizer, in float64; for a penalty of codes beta r(codes of the training rows). */
export function regularization(
  network: Network,
  { weight, regularizer, train }: Pick<AnyProblem, 'weight' | 'regularizer' | 'train'>,
): number {
  return weight * regularizer.value(network, train.x);
}

/** sum_k l(f(x_k), y_k), unscaled, in float64. */
export function totalLoss(network: Network, sample: Sample, loss: AnyLoss): number {
  const predictions = predict(network, sample.x);
  let sum = 0;
  for (let k = 0; k < predictions.rows; k++) sum += rowLoss(loss, row(predictions, k), row(sample.y, k));
  return sum;
}

/** Objective of standard training: c sum_k l(f(x_k), y_k) + beta r(weights). */
export function standardObjective(network: Network, problem: AnyProblem): number {
  return (
    problem.lossScale * totalLoss(network, problem.train, problem.loss) + regularization(network, problem)
  );
}
