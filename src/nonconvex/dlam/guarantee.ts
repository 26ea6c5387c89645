import type { Arithmetic } from '../splitting/arithmetic.js';
import { bandExcess } from './band.js';
import { energy } from './energy.js';
import type { SplitProblem, SplitState } from './split.js';

/** How far sweeps kept what the theory promises of them. */
export type GuaranteeRecord = {
  /** Sweeps that were checked. */
  readonly sweeps: number;
  /** The most by which one lowered F by less than {@link guaranteedDecrease}, in units of F; 0: none did. */
  readonly shortfall: number;
  /** The most by which an activation left its band, in units of epsilon; 0: none did. */
  readonly excess: number;
};

export const nothingChecked: GuaranteeRecord = { sweeps: 0, shortfall: 0, excess: 0 };

/** Adds the sweep from `before` to `after` to the record. */
export function recordSweep<M>(
  math: Arithmetic<M>,
  problem: SplitProblem<M>,
  { rho, epsilon }: { readonly rho: number; readonly epsilon: number },
  record: GuaranteeRecord,
  before: SplitState<M>,
  after: SplitState<M>,
): GuaranteeRecord {
  const start = energy(math, problem, before, rho);
  const fall = start - energy(math, problem, after, rho);
  const shortfall = Math.max(0, guaranteedDecrease(math, before, after, rho) - fall);
  const excess = bandExcess(math, problem.activations, after, epsilon) / epsilon;
  return {
    sweeps: record.sweeps + 1,
    shortfall: Math.max(record.shortfall, start > 0 ? shortfall / start : shortfall),
    excess: Math.max(record.excess, excess),
  };
}

/**
 * Property 2: a sweep lowers F by at least
 *
 *   sum_l t_l/2 ||dW_l||^2 + rho N/2 ||db_l||^2 + rho/2 ||dz_l||^2 + tau_l/2 ||da_l||^2,
 *
 * t and tau being the accepted curvatures. Source: Wang, Yu, Chen, Zhao; N in the third term belongs to the exact step
 * in b.
 */
export function guaranteedDecrease<M>(
  math: Arithmetic<M>,
  before: SplitState<M>,
  after: SplitState<M>,
  rho: number,
): number {
  const [rows] = math.shape(after.z[0]!);
  const halfMove = (old: M, now: M) =>
    old === now ? 0 : math.tidy(() => math.sumOfSquares(math.sub(now, old))) / 2;
  const layers = after.weights.map(
    (weight, l) =>
      after.weightCurvatures[l]! * halfMove(before.weights[l]!, weight) +
      rho * rows * halfMove(before.biases[l]!, after.biases[l]!) +
      rho * halfMove(before.z[l]!, after.z[l]!),
  );
  const activations = after.a.map((a, l) => after.activationCurvatures[l]! * halfMove(before.a[l]!, a));
  return [...layers, ...activations].reduce((sum, each) => sum + each, 0);
}
