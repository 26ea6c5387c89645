import type { RegularizerSpec } from '../generated/documents.js';
import { columnLasso } from './column-lasso.js';
import type { Regularizer } from './regularizer.js';
import { weightDecay } from './weight-decay.js';

/** Every regularizer, by its name in a spec. */
export const regularizers: { readonly [Name in RegularizerSpec['type']]: Regularizer } = {
  'weight-decay': weightDecay,
  'column-lasso': columnLasso,
};
