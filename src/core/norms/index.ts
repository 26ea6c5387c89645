import type { NeuronNormSpec, RegularizerSpec } from '../generated/documents.js';
import type { PenaltyTable } from '../proximal/penalty.js';
import { isPenaltySpec } from '../regularizers/penalty-spec.js';
import { elastic } from './elastic.js';
import type { GroupNorm } from './group-norm.js';
import { l1 } from './l1.js';
import { l2 } from './l2.js';
import { linf } from './linf.js';
import { penaltyNorm } from './of-penalty.js';

/**
 * The norm of a neuron's input weights that a regularizer squares: l2 for all but group-lasso and penalties of neurons,
 * which are among `penalties`.
 */
export function normOf(regularizer: RegularizerSpec, penalties: PenaltyTable): GroupNorm {
  if (isPenaltySpec(regularizer)) {
    return regularizer.target === 'neurons'
      ? penaltyNorm(penalties.get(regularizer.type)!, regularizer.params)
      : l2;
  }
  return regularizer.type === 'group-lasso' ? groupNorm(regularizer.params) : l2;
}

/** The norm of a specification. Throws a RangeError for a penalty, whose functions are not in it. */
export function groupNorm(spec: NeuronNormSpec): GroupNorm {
  switch (spec.norm) {
    case 'l1':
      return l1;
    case 'l2':
      return l2;
    case 'linf':
      return linf;
    case 'elastic':
      return elastic(spec.mix);
    case 'penalty':
      throw new RangeError(`the functions of ${spec.type} are not known here`);
  }
}

/** A norm in a few words: "l1", "elastic (mix 0.3)", "the penalty group-l2 {"groups":"all"}". */
export function normText(spec: NeuronNormSpec): string {
  if (spec.norm === 'penalty') return `the penalty ${spec.type} ${JSON.stringify(spec.params)}`;
  return spec.norm === 'elastic' ? `elastic (mix ${spec.mix})` : spec.norm;
}
