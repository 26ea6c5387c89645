import type { RegularizerSpec } from '../generated/documents.js';
import { normOf } from '../norms/index.js';
import { columnLasso } from './column-lasso.js';
import { groupLasso } from './group-lasso.js';
import { l1 } from './l1.js';
import type { Regularizer } from './regularizer.js';
import { weightDecay } from './weight-decay.js';

/** The regularizer of a spec. */
export function regularizerOf(spec: RegularizerSpec): Regularizer {
  switch (spec.type) {
    case 'weight-decay':
      return weightDecay;
    case 'group-lasso':
      return groupLasso(normOf(spec));
    case 'column-lasso':
      return columnLasso;
    case 'l1':
      return l1;
  }
}
