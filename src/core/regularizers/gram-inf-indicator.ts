import { gramDeviation, largestEntry } from '../gram.js';
import { type Network, weightMatricesOf } from '../network.js';
import type { Regularizer } from './regularizer.js';

export interface GramInfIndicator extends Regularizer {
  readonly xi: number;
  /** By how much the largest entry of W_l W_l' - I exceeds xi, over the layers l; 0 where none does. */
  violation(network: Network): number;
}

/**
 * The constraint max_ij |(W_l W_l' - I)_ij| <= xi for every layer l; for tall weights W_l' W_l. Methods that meet it
 * in the limit alone never return a network that satisfies it to the last bit, so that its indicator would make every
 * objective infinite: it counts as 0, and the violation is told beside the objective.
 */
export function gramInfIndicator(xi: number): GramInfIndicator {
  return {
    name: 'gram-inf-indicator',
    xi,
    value: () => 0,
    violation: (network) =>
      weightMatricesOf(network).reduce(
        (most, weight) => Math.max(most, largestEntry(gramDeviation(weight)) - xi),
        0,
      ),
  };
}

export function isGramInfIndicator(regularizer: Regularizer): regularizer is GramInfIndicator {
  return regularizer.name === 'gram-inf-indicator';
}
