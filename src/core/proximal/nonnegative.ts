import { nearestOnLine } from './naive.js';
import type { Penalty } from './penalty.js';

/** The indicator of x_i >= 0: 0 inside, Infinity outside. The operator is the projection. */
export const nonnegative: Penalty = {
  name: 'nonnegative',
  formula: '0 where x >= 0',
  reference: 'clipping',
  structure: 'entries',
  convex: true,
  degree: 0,
  value: (x) => (x.every((each) => each >= 0) ? 0 : Number.POSITIVE_INFINITY),
  prox: (x) => ({ y: x.map((each) => Math.max(0, each)), value: 0 }),
  naive: (x) =>
    x.map((each) => nearestOnLine((y) => (y - each) ** 2, 0, Math.abs(each), [0, Math.max(0, each)])),
};
