import { worstOver } from '../../core/losses/loss.js';
import { boxNorm, type Matrix, row } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import { type Neurons, neuronNorms, outputSign } from '../neurons.js';
import type { Slopes } from './slopes.js';

/** The problem as the soft program's objective needs it. */
export type SoftProblem = Pick<Problem, 'train' | 'radii' | 'loss' | 'lossScale' | 'weight' | 'norm'>;

/** x_k . u_i for all k, i (n, 2P), and sum_j e_j |u_ij| (2P,): all that slopes are weighed with. */
export interface Activations {
  readonly z: Matrix;
  readonly reach: Float64Array;
}

export function activations(x: Matrix, radii: Float64Array, neurons: Neurons): Activations {
  const z = { rows: x.rows, cols: neurons.rows, data: new Float64Array(x.rows * neurons.rows) };
  const d = x.cols;
  for (let k = 0; k < x.rows; k++) {
    const point = row(x, k);
    for (let i = 0; i < neurons.rows; i++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += neurons.data[i * d + j]! * point[j]!;
      z.data[k * neurons.rows + i] = sum;
    }
  }
  return { z, reach: Float64Array.from({ length: neurons.rows }, (_, i) => boxNorm(row(neurons, i), radii)) };
}

/** low <= f <= high on the box of one sample. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * Bounds of f on the box of sample k for given slopes lambda_i of that sample:
 *
 *   f in x.g -+ sum_j e_j |g_j|, widened on the side of sign sigma by the neurons with that sign:
 *   max{(1 - lambda)(x.u + a), lambda (a - x.u)},  a = sum_j e_j |u_j|,  g = sum_i sigma_i lambda_i u_i.
 *
 * `slope` receives g.
 */
export function softRange(
  neurons: Neurons,
  { z, reach }: Activations,
  radii: Float64Array,
  k: number,
  lambda: (i: number) => number,
  slope: Float64Array,
): Range {
  const count = neurons.rows;
  const d = neurons.cols;
  slope.fill(0);
  let f = 0;
  let above = 0;
  let below = 0;
  for (let i = 0; i < count; i++) {
    const l = lambda(i);
    const sign = outputSign(i, count / 2);
    const activation = z.data[k * count + i]!;
    const excess = Math.max((1 - l) * (activation + reach[i]!), l * (reach[i]! - activation));
    if (excess > 0) {
      if (sign > 0) above += excess;
      else below += excess;
    }
    if (l === 0) continue;
    f += sign * l * activation;
    for (let j = 0; j < d; j++) slope[j]! += sign * l * neurons.data[i * d + j]!;
  }
  const both = boxNorm(slope, radii);
  return { low: f - both - below, high: f + both + above };
}

/**
 * Objective of the soft program: c sum_k worst loss over [low_k, high_k] + beta sum_i N(u_i). An upper bound on the
 * worst-case training objective of the neurons' network, whatever the slopes.
 */
export function softObjective(problem: SoftProblem, neurons: Neurons, slopes: Slopes): number {
  const { x } = problem.train;
  const y = problem.train.y.data;
  const known = activations(x, problem.radii, neurons);
  const slope = new Float64Array(x.cols);
  let losses = 0;
  for (let k = 0; k < x.rows; k++) {
    const { low, high } = softRange(
      neurons,
      known,
      problem.radii,
      k,
      (i) => slopes.data[i * slopes.cols + k]!,
      slope,
    );
    losses += worstOver(problem.loss, low, high, y[k]!);
  }
  const norms = neuronNorms(neurons, problem.norm).reduce((sum, norm) => sum + norm, 0);
  return problem.lossScale * losses + problem.weight * norms;
}
