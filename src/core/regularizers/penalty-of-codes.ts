import type { PenaltySpec } from '../generated/documents.js';
import { withSquaredL2 } from '../proximal/combine.js';
import { type AnyPenalty, bind } from '../proximal/penalty.js';
import { codePenalty } from './code-penalty.js';
import type { Regularizer } from './regularizer.js';

/** (1/n) (P(Z) + ridge/2 ||Z||^2) of the codes Z (n, code) of the n training rows. */
export function penaltyOfCodes(spec: PenaltySpec, given: AnyPenalty): Regularizer {
  const bound = bind(given, spec.params);
  const penalty = spec.ridge > 0 ? withSquaredL2(bound, spec.ridge) : bound;
  return {
    ...codePenalty(spec.type, (codes) => penalty.value(codes.data, codes) / codes.rows),
    penalty,
  };
}
