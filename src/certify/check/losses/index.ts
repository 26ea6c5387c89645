import type { LossSpec } from '../../../core/generated/documents.js';
import { hingeDual } from './hinge.js';
import { logisticDual } from './logistic.js';
import type { LossDual } from './loss-dual.js';
import { squaredDual } from './squared.js';

export const lossDuals: Readonly<Record<LossSpec['type'], LossDual>> = {
  hinge: hingeDual,
  squared: squaredDual,
  logistic: logisticDual,
};
