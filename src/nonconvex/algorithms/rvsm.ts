import { dot, norm2 } from '../../core/matrix.js';
import type { BoundPenalty } from '../../core/proximal/penalty.js';
import { unit } from '../patches/angle.js';
import type { FilterLoss } from '../patches/filter-loss.js';

/** minimise over w and u  L(u, w) = f(w) + lambda P(u) + beta/2 ||w - u||^2, with ||w|| = 1 where it is normalized. */
export interface Splitting {
  readonly loss: FilterLoss;
  readonly penalty: BoundPenalty;
  readonly lambda: number;
  readonly beta: number;
  /** Step size eta of the gradient step in w. */
  readonly stepSize: number;
  readonly normalize: boolean;
}

/** The filter w, its sparse twin u, and how far the last step moved w. */
export type RvsmState = {
  readonly w: Float64Array;
  readonly u: Float64Array;
  readonly change: number;
};

export function rvsmStart(splitting: Splitting, w: Float64Array): RvsmState {
  return { w, u: sparseTwin(splitting, w), change: Number.POSITIVE_INFINITY };
}

/**
 * One iteration of the relaxed variable splitting method:
 *
 *   u+ = prox_{(lambda / beta) P}(w),  v = w - eta (grad f(w) + beta (w - u+)),  w+ = v / ||v||.
 *
 * Source: Dinh and Xin, "Convergence of a relaxed variable splitting method for learning sparse neural networks",
 * Algorithm 1.
 */
export function rvsmStep(splitting: Splitting, { w }: RvsmState): RvsmState {
  const { loss, beta, stepSize, normalize } = splitting;
  const u = sparseTwin(splitting, w);
  const gradient = loss.gradient(w);
  const moved = w.map((each, j) => each - stepSize * (gradient[j]! + beta * (each - u[j]!)));
  const next = normalize ? unit(moved) : moved;
  return { w: next, u, change: norm2(next.map((each, j) => each - w[j]!)) };
}

/** The minimiser of L(u, w) over u. */
export function sparseTwin({ penalty, lambda, beta }: Splitting, w: Float64Array): Float64Array {
  return penalty.prox(w, lambda / beta).y;
}

/** L(u, w), which no step raises as long as the step size is small enough. */
export function augmentedLagrangian(
  { loss, penalty, lambda, beta }: Splitting,
  { u, w }: Pick<RvsmState, 'u' | 'w'>,
): number {
  const distance = norm2(w.map((each, j) => each - u[j]!));
  return loss.value(w) + lambda * penalty.value(u) + (beta / 2) * distance ** 2;
}

/** ||grad over w of L||, with u the twin of w; along the sphere where w is normalized. */
export function stationarity(splitting: Splitting, w: Float64Array): number {
  const u = sparseTwin(splitting, w);
  const slopes = splitting.loss.gradient(w);
  const gradient = slopes.map((each, j) => each + splitting.beta * (w[j]! - u[j]!));
  if (!splitting.normalize) return norm2(gradient);
  const along = dot(gradient, w);
  return norm2(gradient.map((each, j) => each - along * w[j]!));
}
