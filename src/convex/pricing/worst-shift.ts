import { type Matrix, row, zeros } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import { inputGradient, type ReluNetwork, reluValues } from '../../core/relu-network.js';

/** Steps from corner to corner; where no neuron changes activity on the box the first is already the worst. */
const steps = 5;

/**
 * Shifts delta (n, d), |delta_kj| <= e_j, of the training rows to corners of their boxes that raise the network's loss:
 * the best on the way of x + e o sgn(direction of the loss's gradient at the last corner), or no shift.
 */
export function worstShift(problem: Problem, network: ReluNetwork): Matrix {
  const { x } = problem.train;
  const y = problem.train.y.data;
  const { loss, radii } = problem;
  const best = zeros(x.rows, x.cols);
  for (let k = 0; k < x.rows; k++) {
    const moved = { rows: 1, cols: x.cols, data: row(x, k).slice() };
    let f = reluValues(network, moved)[0]!;
    let worst = loss.value(f, y[k]!);
    for (let step = 0; step < steps; step++) {
      const gradient = inputGradient(network, moved.data);
      const sign = loss.attackSign(f, y[k]!);
      const shift = gradient.map((slope, j) => radii[j]! * Math.sign(sign * slope));
      for (let j = 0; j < x.cols; j++) moved.data[j] = row(x, k)[j]! + shift[j]!;
      f = reluValues(network, moved)[0]!;
      const value = loss.value(f, y[k]!);
      if (value > worst) {
        worst = value;
        row(best, k).set(shift);
      }
    }
  }
  return best;
}
