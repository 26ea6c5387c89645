import type { Loss } from './losses/loss.js';
import { dot } from './matrix.js';
import { type Network, predict } from './network.js';
import type { Problem, Sample } from './problem.js';

/** beta/2 (||U||^2 + ||alpha||^2), in float64. */
export function regularization(network: Network, weight: number): number {
  return (weight / 2) * (dot(network.hidden.data, network.hidden.data) + dot(network.output, network.output));
}

/** sum_k l(f(x_k), y_k), unscaled, in float64. */
export function totalLoss(network: Network, sample: Sample, loss: Loss): number {
  const predictions = predict(network, sample.x);
  let sum = 0;
  for (let k = 0; k < predictions.length; k++) sum += loss.value(predictions[k]!, sample.y[k]!);
  return sum;
}

/** Objective of standard training: c sum_k l(f(x_k), y_k) + beta/2 (||U||^2 + ||alpha||^2). */
export function standardObjective(network: Network, problem: Problem): number {
  return (
    problem.lossScale * totalLoss(network, problem.train, problem.loss) +
    regularization(network, problem.weight)
  );
}
