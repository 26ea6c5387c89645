import { type AnyLoss, rowLoss } from './losses/loss.js';
import { dot, row } from './matrix.js';
import { type Network, predict, weightsOf } from './network.js';
import type { AnyProblem, Sample } from './problem.js';

/** beta/2 times the sum of the squared weights of all layers, biases and batch norms left out, in float64. */
export function regularization(network: Network, weight: number): number {
  return (weight / 2) * weightsOf(network).reduce((sum, data) => sum + dot(data, data), 0);
}

/** sum_k l(f(x_k), y_k), unscaled, in float64. */
export function totalLoss(network: Network, sample: Sample, loss: AnyLoss): number {
  const predictions = predict(network, sample.x);
  let sum = 0;
  for (let k = 0; k < predictions.rows; k++) sum += rowLoss(loss, row(predictions, k), row(sample.y, k));
  return sum;
}

/** Objective of standard training: c sum_k l(f(x_k), y_k) + beta/2 sum of squared weights. */
export function standardObjective(network: Network, problem: AnyProblem): number {
  return (
    problem.lossScale * totalLoss(network, problem.train, problem.loss) +
    regularization(network, problem.weight)
  );
}
