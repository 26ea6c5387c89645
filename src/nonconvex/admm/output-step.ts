import type { Arithmetic } from '../splitting/arithmetic.js';
import type { AdmmLoss } from './split.js';

/** argmin over z of loss(z) + <lambda, z> + beta ||z - m||^2, entry by entry. */
export function outputStep<M>(
  math: Arithmetic<M>,
  loss: AdmmLoss<M>,
  linear: M,
  multiplier: M,
  beta: number,
): M {
  const { add, sub, mul, div } = math;
  return math.tidy(() => {
    if (loss.type === 'squared') {
      return div(sub(add(loss.y, mul(2 * beta, linear)), multiplier), 1 + 2 * beta);
    }
    // Without the loss, c. With it, s z rises by 1 / (2 beta), as far as the kink.
    const { sign, kink } = loss;
    const centre = mul(sign, sub(linear, div(multiplier, 2 * beta)));
    const rise = math.relu(math.minimum(sub(mul(sign, kink), centre), 1 / (2 * beta)));
    return mul(sign, add(centre, rise));
  });
}
