import { weightsOf } from '../network.js';
import { bind, type SeparablePenalty } from '../proximal/penalty.js';
import type { Regularizer } from './regularizer.js';

/** The sum of a separable penalty over the weights of all layers. */
export function weightPenalty<Params>(
  name: Regularizer['name'],
  separable: SeparablePenalty<Params>,
  params: Params,
): Regularizer {
  const penalty = bind(separable, params);
  return {
    name,
    penalty,
    value: (network) => weightsOf(network).reduce((sum, weights) => sum + penalty.value(weights), 0),
  };
}
