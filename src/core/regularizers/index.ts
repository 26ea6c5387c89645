import type { RegularizerSpec } from '../generated/documents.js';
import { normOf } from '../norms/index.js';
import { penalties } from '../proximal/index.js';
import { columnLasso } from './column-lasso.js';
import { groupLasso } from './group-lasso.js';
import type { Regularizer } from './regularizer.js';
import { weightDecay } from './weight-decay.js';
import { weightPenalty } from './weight-penalty.js';

/** The regularizer of a spec. */
export function regularizerOf(spec: RegularizerSpec): Regularizer {
  switch (spec.type) {
    case 'weight-decay':
      return weightDecay;
    case 'group-lasso': {
      const norm = normOf(spec);
      return norm.spec.norm === 'l2' ? weightDecay : groupLasso(norm);
    }
    case 'column-lasso':
      return columnLasso;
    case 'l1':
    case 'l0':
      return weightPenalty(spec.type, penalties[spec.type], {});
    case 'tl1':
      return weightPenalty(spec.type, penalties.tl1, spec.params);
    case 'elastic-net':
      return weightPenalty(spec.type, penalties['elastic-net'], spec.params);
    case 'mcp':
      return weightPenalty(spec.type, penalties.mcp, spec.params);
    case 'scad':
      return weightPenalty(spec.type, penalties.scad, spec.params);
  }
}
