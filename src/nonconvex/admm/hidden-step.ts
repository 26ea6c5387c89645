import type { ActivationSpec } from '../../core/activations.js';
import type { Arithmetic } from '../splitting/arithmetic.js';

/** Slope below 0 of an activation with slope 1 above it, undefined for any other. */
export function slopeBelow(activation: ActivationSpec): number | undefined {
  if (typeof activation === 'object') return activation.slope;
  return { relu: 0, linear: 1 }[activation as string];
}

/**
 * argmin over z of gamma (a - h(z))^2 + beta (z - m)^2, entry by entry: the better of the minimisers over z >= 0 and
 * over z <= 0, on each of which h is linear.
 */
export function hiddenStep<M>(
  math: Arithmetic<M>,
  linear: M,
  a: M,
  slope: number,
  gamma: number,
  beta: number,
): M {
  return math.tidy(() => {
    const { add, sub, mul, div } = math;
    const vertex = (s: number) => div(add(mul(gamma * s, a), mul(beta, linear)), gamma * s ** 2 + beta);
    const cost = (z: M, s: number) => {
      const [fit, pull] = [sub(a, mul(s, z)), sub(z, linear)];
      return add(mul(gamma, mul(fit, fit)), mul(beta, mul(pull, pull)));
    };
    const above = math.relu(vertex(1));
    const below = math.minimum(vertex(slope), 0);
    const belowIsBetter = math.step(sub(cost(above, 1), cost(below, slope)));
    return add(mul(belowIsBetter, below), mul(sub(1, belowIsBetter), above));
  });
}
