import type { PenaltySpec } from '../generated/documents.js';
import { gramDeviation } from '../gram.js';
import { weightMatricesOf } from '../network.js';
import { free, withSquaredL2 } from '../proximal/combine.js';
import { type AnyPenalty, type BoundPenalty, bind } from '../proximal/penalty.js';
import type { Regularizer } from './regularizer.js';

/** A regularizer that looks at the Gram matrices of the weights alone. */
export interface GramPenalty extends Regularizer {
  /** The penalty of W W' - I for the weight W of a layer, counted from 0. */
  gramPenaltyOf(layer: number): BoundPenalty;
}

/** sum_l P(G_l) + ridge/2 ||G_l||^2, G_l = W_l W_l' - I over the penalized layers l; for tall weights W_l' W_l - I. */
export function penaltyOfGrams(spec: PenaltySpec, given: AnyPenalty): GramPenalty {
  const bound = bind(given, spec.params);
  const penalty = spec.ridge > 0 ? withSquaredL2(bound, spec.ridge) : bound;
  const gramPenaltyOf = (layer: number) => (spec.layers && !spec.layers.includes(layer) ? free : penalty);
  return {
    name: spec.type,
    penalty,
    gramPenaltyOf,
    value: (network) =>
      weightMatricesOf(network).reduce((sum, weight, l) => {
        const deviation = gramDeviation(weight);
        return sum + gramPenaltyOf(l).value(deviation.data, deviation);
      }, 0),
  };
}

export function isGramPenalty(regularizer: Regularizer): regularizer is GramPenalty {
  return 'gramPenaltyOf' in regularizer;
}
