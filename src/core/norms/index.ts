import type { GroupNormSpec, RegularizerSpec } from '../generated/documents.js';
import { isPenaltySpec } from '../regularizers/penalty-spec.js';
import { elastic } from './elastic.js';
import type { GroupNorm } from './group-norm.js';
import { l1 } from './l1.js';
import { l2 } from './l2.js';
import { linf } from './linf.js';

/** The norm of a neuron's input weights that a regularizer squares: l2 for all but group-lasso. */
export function normOf(regularizer: RegularizerSpec): GroupNorm {
  if (isPenaltySpec(regularizer) || regularizer.type !== 'group-lasso') return l2;
  return groupNorm(regularizer.params);
}

/** The norm that a spec, or a certificate, names. */
export function groupNorm(spec: GroupNormSpec): GroupNorm {
  switch (spec.norm) {
    case 'l1':
      return l1;
    case 'l2':
      return l2;
    case 'linf':
      return linf;
    case 'elastic':
      return elastic(spec.mix);
  }
}

/** A norm in a few words: "l1", "elastic (mix 0.3)". */
export function normText(spec: GroupNormSpec): string {
  return spec.norm === 'elastic' ? `elastic (mix ${spec.mix})` : spec.norm;
}
