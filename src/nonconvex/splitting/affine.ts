import type { ActivationSpec } from '../../core/activations.js';
import { monotone } from './activation.js';
import type { Arithmetic } from './arithmetic.js';

/** a W' + b for every row: a (N, n), W (m, n), b (1, m). */
export function affine<M>(math: Arithmetic<M>, a: M, weight: M, bias: M): M {
  return math.tidy(() => math.add(math.product(a, weight, 'second'), bias));
}

/** The outputs of the network with these weights and biases, its last layer linear. */
export function forward<M>(
  math: Arithmetic<M>,
  x: M,
  weights: readonly M[],
  biases: readonly M[],
  activations: readonly ActivationSpec[],
): M {
  return math.tidy(() =>
    weights.reduce((a, weight, l) => {
      const z = affine(math, a, weight, biases[l]!);
      const activation = activations[l];
      return activation ? monotone(activation).value(math, z) : z;
    }, x),
  );
}
