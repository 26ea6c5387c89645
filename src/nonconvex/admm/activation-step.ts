import type { Arithmetic } from '../splitting/arithmetic.js';
import { inverse } from './inverse.js';

/**
 * argmin over a of beta ||z' - a W'||^2 + gamma ||a - h||^2: (beta z' W + gamma h)(beta W'W + gamma I)^-1, z' what the
 * layer above gives without its bias.
 */
export function activationStep<M>(
  math: Arithmetic<M>,
  weightAbove: M,
  targetAbove: M,
  activated: M,
  beta: number,
  gamma: number,
): M {
  return math.tidy(() => {
    const normal = math.mul(beta, math.product(weightAbove, weightAbove, 'first'));
    const solver = inverse(math, normal, () => gamma);
    const pulled = math.mul(beta, math.product(targetAbove, weightAbove));
    return math.product(math.add(pulled, math.mul(gamma, activated)), solver);
  });
}
