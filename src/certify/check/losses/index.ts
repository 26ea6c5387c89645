import { hingeDual } from './hinge.js';
import { logisticDual } from './logistic.js';
import type { LossDual } from './loss-dual.js';
import { squaredDual } from './squared.js';

export const lossDuals: Readonly<Record<string, LossDual>> = {
  hinge: hingeDual,
  squared: squaredDual,
  logistic: logisticDual,
};
