import { type AnyLoss, rowLoss } from './losses/loss.js';
import { dot, row } from './matrix.js';
import { type Network, predict, weightsOf } from './network.js';
import type { AnyProblem, Sample } from './problem.js';
import { asReluNetwork } from './relu-network.js';

/**
 * beta/2 times the sum of the squared weights of all layers, biases left out, in float64; in the first layer
 * sum_j N(u_j)^2 over its neurons, which is the same for the l2 norm.
 */
export function regularization(
  network: Network,
  { weight, norm }: Pick<AnyProblem, 'weight' | 'norm'>,
): number {
  const relu = norm.spec.norm === 'l2' ? undefined : asReluNetwork(network);
  const rest = relu ? [relu.output.data] : weightsOf(network);
  let squares = rest.reduce((sum, data) => sum + dot(data, data), 0);
  if (relu) for (let j = 0; j < relu.hidden.rows; j++) squares += norm.value(row(relu.hidden, j)) ** 2;
  return (weight / 2) * squares;
}

/** sum_k l(f(x_k), y_k), unscaled, in float64. */
export function totalLoss(network: Network, sample: Sample, loss: AnyLoss): number {
  const predictions = predict(network, sample.x);
  let sum = 0;
  for (let k = 0; k < predictions.rows; k++) sum += rowLoss(loss, row(predictions, k), row(sample.y, k));
  return sum;
}

/** Objective of standard training: c sum_k l(f(x_k), y_k) + {@link regularization}. */
export function standardObjective(network: Network, problem: AnyProblem): number {
  return (
    problem.lossScale * totalLoss(network, problem.train, problem.loss) + regularization(network, problem)
  );
}
