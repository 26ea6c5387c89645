import type { PenaltySpec } from '../generated/documents.js';
import { penaltyNorm } from '../norms/of-penalty.js';
import type { AnyPenalty } from '../proximal/penalty.js';
import { groupLasso } from './group-lasso.js';
import type { Regularizer } from './regularizer.js';

/** A regularizer that is a group lasso whose norm is a penalty. */
export interface NeuronPenalty extends Regularizer {
  readonly ofNeurons: true;
}

/** Half the sum of P(u)^2 over the neurons u of the first layer and of the squared weights of all further layers. */
export function penaltyOfNeurons(spec: PenaltySpec, penalty: AnyPenalty): NeuronPenalty {
  return { ...groupLasso(penaltyNorm(penalty, spec.params)), name: spec.type, ofNeurons: true };
}

export function isNeuronPenalty(regularizer: Regularizer): regularizer is NeuronPenalty {
  return 'ofNeurons' in regularizer;
}
