import type { LossDual } from './loss-dual.js';
import { marginConditions } from './margin.js';

/** Dual value: sum theta. Beyond t = 1 some theta might leave [0, c]. */
export const hingeDual: LossDual = {
  conditions: marginConditions,
  value({ alpha }, _problem, longest) {
    const sum = alpha.reduce((total, theta) => total + theta, 0);
    return sum * Math.min(1, longest);
  },
};
