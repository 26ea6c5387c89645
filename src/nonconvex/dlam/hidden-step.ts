import type { ActivationSpec } from '../../core/activations.js';
import { monotone } from '../splitting/activation.js';
import type { Arithmetic } from '../splitting/arithmetic.js';

/**
 * z <- the point nearest to m = a_{l-1} W' + b in the band {z: |a - h(z)| <= epsilon}, entry by entry. Lowers F by at
 * least rho/2 ||dz||^2.
 */
export function hiddenStep<M>(
  math: Arithmetic<M>,
  linear: M,
  a: M,
  activation: ActivationSpec,
  epsilon: number,
): M {
  return math.tidy(() => {
    const band = { low: math.sub(a, epsilon), high: math.add(a, epsilon) };
    const { low, high } = monotone(activation).preimage(math, band);
    return math.minimum(math.maximum(linear, low), high);
  });
}
