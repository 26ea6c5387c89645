import type { Arithmetic } from '../splitting/arithmetic.js';
import { penaltyValue } from './penalty.js';
import type { SplitLoss, SplitProblem, SplitState } from './split.js';

/** R(z_L; y) + penalty(W_1) + ... + penalty(W_L) + rho/2 sum_l ||r_l||^2: what every block of a sweep lowers. */
export function energy<M>(
  math: Arithmetic<M>,
  problem: Pick<SplitProblem<M>, 'y' | 'loss' | 'penalty'>,
  { weights, z, residuals }: SplitState<M>,
  rho: number,
): number {
  const fit = residuals.reduce((sum, residual) => sum + math.sumOfSquares(residual), 0);
  const penalties = weights.reduce(
    (sum, weight, l) => sum + penaltyValue(math, weight, problem.penalty, l),
    0,
  );
  return risk(math, problem.loss, z.at(-1)!, problem.y) + penalties + (rho / 2) * fit;
}

/** The loss summed over the rows: ||z - y||^2 / 2, or -log softmax(z) at the row's class. */
function risk<M>(math: Arithmetic<M>, loss: SplitLoss, z: M, y: M): number {
  return math.tidy(() =>
    loss === 'squared'
      ? math.sumOfSquares(math.sub(z, y)) / 2
      : math.sum(math.logSumExp(z)) - math.sum(math.mul(y, z)),
  );
}
