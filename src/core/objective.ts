import type { Loss } from './losses/loss.js';
import { dot, row } from './matrix.js';
import { type Network, predict } from './network.js';
import type { Problem, Sample } from './problem.js';

/** beta/2 sum_j (N(u_j)^2 + alpha_j^2), in float64; with the l2 norm, weight decay. */
export function regularization(
  { hidden, output }: Network,
  { weight, norm }: Pick<Problem, 'weight' | 'norm'>,
): number {
  let squares = dot(output, output);
  for (let j = 0; j < hidden.rows; j++) squares += norm.value(row(hidden, j)) ** 2;
  return (weight / 2) * squares;
}

/** sum_k l(f(x_k), y_k), unscaled, in float64. */
export function totalLoss(network: Network, sample: Sample, loss: Loss): number {
  const predictions = predict(network, sample.x);
  let sum = 0;
  for (let k = 0; k < predictions.length; k++) sum += loss.value(predictions[k]!, sample.y[k]!);
  return sum;
}

/** Objective of standard training: c sum_k l(f(x_k), y_k) + beta/2 sum_j (N(u_j)^2 + alpha_j^2). */
export function standardObjective(network: Network, problem: Problem): number {
  return (
    problem.lossScale * totalLoss(network, problem.train, problem.loss) + regularization(network, problem)
  );
}
