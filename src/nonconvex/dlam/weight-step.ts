import type { Arithmetic } from '../splitting/arithmetic.js';
import { type AcceptedStep, backtrack } from './backtracking.js';
import { type Penalty, shrink } from './penalty.js';

/** The quadratic rho/2 ||r||^2, r = a W' + b - z, that a weight is moved in. */
export interface WeightFit<M> {
  readonly weight: M;
  readonly inputs: M;
  readonly residual: M;
  readonly rho: number;
  readonly penalty: Penalty;
  /** Number of the layer, from 0. */
  readonly layer: number;
  /** ||a D'||^2. */
  stretch(move: M): number;
}

/**
 * W <- prox_{penalty/t}(W - G/t), G = rho r'a, at the first curvature t from `from` on that is large enough. Lowers F
 * by at least t/2 ||D||^2 where the penalty is convex, and never raises it.
 */
export function weightStep<M>(
  math: Arithmetic<M>,
  fit: WeightFit<M>,
  from: number,
  growth: number,
): AcceptedStep<M> {
  const { weight, inputs, residual, rho, penalty, layer } = fit;
  return math.tidy(() => {
    const gradient = math.mul(rho, math.product(residual, inputs, 'first'));
    return backtrack(from, growth, rho, (t) => {
      const point = math.tidy(() => shrink(math, math.sub(weight, math.div(gradient, t)), penalty, layer, t));
      const move = math.sub(point, weight);
      return { point, move: math.sumOfSquares(move), stretch: fit.stretch(move) };
    });
  });
}
