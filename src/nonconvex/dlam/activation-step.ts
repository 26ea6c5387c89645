import type { ActivationSpec } from '../../core/activations.js';
import { monotone } from '../splitting/activation.js';
import type { Arithmetic } from '../splitting/arithmetic.js';
import { type AcceptedStep, backtrack } from './backtracking.js';

/** The quadratic rho/2 ||r||^2, r = a W' + b - z of the layer above, that activations are moved in, and their band. */
export interface ActivationFit<M> {
  readonly a: M;
  readonly z: M;
  readonly activation: ActivationSpec;
  readonly epsilon: number;
  readonly weightAbove: M;
  readonly residualAbove: M;
  readonly rho: number;
}

/**
 * a <- the point of the band |a - h(z)| <= epsilon nearest to a - G/t, G = rho r W, at the first curvature t from
 * `from` on that is large enough. Projected, because an entry on a face of the band whose gradient step leads outwards
 * admits no t at which the plain step stays inside. Lowers F by at least t/2 ||D||^2.
 */
export function activationStep<M>(
  math: Arithmetic<M>,
  fit: ActivationFit<M>,
  from: number,
  growth: number,
): AcceptedStep<M> {
  const { a, z, activation, epsilon, weightAbove, residualAbove, rho } = fit;
  return math.tidy(() => {
    const gradient = math.mul(rho, math.product(residualAbove, weightAbove));
    const centre = monotone(activation).value(math, z);
    const low = math.sub(centre, epsilon);
    const high = math.add(centre, epsilon);
    return backtrack(from, growth, rho, (t) =>
      math.tidy(() => {
        const free = math.sub(a, math.div(gradient, t));
        const point = math.minimum(math.maximum(free, low), high);
        const move = math.sub(point, a);
        const stretch = math.sumOfSquares(math.product(move, weightAbove, 'second'));
        return { point, move: math.sumOfSquares(move), stretch };
      }),
    );
  });
}
