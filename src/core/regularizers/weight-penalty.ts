import type { PenaltySpec } from '../generated/documents.js';
import { weightMatricesOf } from '../network.js';
import { free, weightedEntries, withSquaredL2 } from '../proximal/combine.js';
import { type AnyPenalty, bind } from '../proximal/penalty.js';
import type { Regularizer } from './regularizer.js';

/** sum_l P(W_l) + ridge/2 ||W_l||^2 over the penalized layers l, the terms of P with factors of their own where given. */
export function weightPenalty(spec: PenaltySpec, penalty: AnyPenalty): Regularizer {
  const bound = bind(penalty, spec.params);
  const parts = spec.entryWeights?.map((weights) => weightedEntries(bound, weights)) ?? [];
  const [whole, ...own] = [bound, ...parts].map((part) =>
    spec.ridge > 0 ? withSquaredL2(part, spec.ridge) : part,
  );
  const penaltyOf = (layer: number) => {
    const place = spec.layers ? spec.layers.indexOf(layer) : layer;
    if (place < 0) return free;
    return spec.entryWeights ? (own[place] ?? free) : whole!;
  };
  return {
    name: spec.type,
    penalty: bound,
    penaltyOf,
    value: (network) =>
      weightMatricesOf(network).reduce((sum, weight, l) => sum + penaltyOf(l).value(weight.data, weight), 0),
  };
}
