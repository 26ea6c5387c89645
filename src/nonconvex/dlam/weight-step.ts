import type { Arithmetic } from '../splitting/arithmetic.js';
import { type AcceptedStep, backtrack } from './backtracking.js';
import type { Penalty } from './split.js';

/** The quadratic rho/2 ||r||^2, r = a W' + b - z, that a weight is moved in. */
export interface WeightFit<M> {
  readonly weight: M;
  readonly inputs: M;
  readonly residual: M;
  readonly rho: number;
  readonly penalty: Penalty;
  /** ||a D'||^2. */
  stretch(move: M): number;
}

/**
 * W <- prox_{penalty/t}(W - G/t), G = rho r'a, at the first curvature t from `from` on that is large enough. Lowers F
 * by at least t/2 ||D||^2.
 */
export function weightStep<M>(
  math: Arithmetic<M>,
  fit: WeightFit<M>,
  from: number,
  growth: number,
): AcceptedStep<M> {
  const { weight, inputs, residual, rho, penalty } = fit;
  return math.tidy(() => {
    const gradient = math.mul(rho, math.product(residual, inputs, 'first'));
    return backtrack(from, growth, rho, (t) => {
      const point = math.tidy(() => shrink(math, math.sub(weight, math.div(gradient, t)), penalty, t));
      const move = math.sub(point, weight);
      return { point, move: math.sumOfSquares(move), stretch: fit.stretch(move) };
    });
  });
}

/** argmin over V of penalty(V) + t/2 ||V - W||^2. */
function shrink<M>(math: Arithmetic<M>, weight: M, { type, weight: lambda }: Penalty, t: number): M {
  if (type === 'weight-decay') return math.mul(t / (t + lambda), weight);
  const threshold = lambda / t;
  // Entries beyond the threshold, moved towards 0 by it.
  return math.sub(
    math.relu(math.sub(weight, threshold)),
    math.relu(math.sub(math.sub(0, weight), threshold)),
  );
}
