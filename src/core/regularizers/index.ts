import type { RegularizerSpec } from '../generated/documents.js';
import { normOf } from '../norms/index.js';
import type { PenaltyTable } from '../proximal/penalty.js';
import { columnLasso } from './column-lasso.js';
import { groupLasso } from './group-lasso.js';
import { isPenaltySpec } from './penalty-spec.js';
import type { Regularizer } from './regularizer.js';
import { weightDecay } from './weight-decay.js';
import { weightPenalty } from './weight-penalty.js';

/** The regularizer of a spec that has been validated with these penalties. Throws a RangeError for other penalties. */
export function regularizerOf(spec: RegularizerSpec, penalties: PenaltyTable): Regularizer {
  if (isPenaltySpec(spec)) {
    const penalty = penalties.get(spec.type);
    if (!penalty) throw new RangeError(`no penalty "${spec.type}"`);
    return weightPenalty(spec, penalty);
  }
  switch (spec.type) {
    case 'weight-decay':
      return weightDecay;
    case 'group-lasso': {
      const norm = normOf(spec);
      return norm.spec.norm === 'l2' ? weightDecay : groupLasso(norm);
    }
    case 'column-lasso':
      return columnLasso;
  }
}
