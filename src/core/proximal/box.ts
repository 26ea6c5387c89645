import { inputError } from '../errors.js';
import { nearestOnLine } from './naive.js';
import { parameters } from './parameter.js';
import type { Penalty } from './penalty.js';
import { singleRounding } from './single-rounding.js';

export interface BoxParams {
  readonly lower: number;
  readonly upper: number;
}

/** The indicator of lower <= x_i <= upper: 0 inside, Infinity outside. The operator is the projection. */
export const box: Penalty<BoxParams> = {
  name: 'box',
  formula: '0 where lower <= x <= upper',
  reference: 'clipping',
  structure: 'entries',
  convex: true,
  paramsSchema: parameters({
    lower: { type: 'number', default: -1, description: 'Least value of an entry.' },
    upper: { type: 'number', default: 1, description: 'Greatest value of an entry.' },
  }),
  check({ lower, upper }, pointer) {
    if (lower > upper)
      throw inputError(`${pointer}/upper`, `must be at least lower, which is ${lower}, not ${upper}`);
  },
  value(x, { lower, upper }) {
    const slack = singleRounding * Math.max(Math.abs(lower), Math.abs(upper));
    const inside = x.every((each) => each >= lower - slack && each <= upper + slack);
    return inside ? 0 : Number.POSITIVE_INFINITY;
  },
  prox: (x, _step, { lower, upper }) => ({
    y: x.map((each) => Math.max(lower, Math.min(upper, each))),
    value: 0,
  }),
  naive: (x, _step, { lower, upper }) =>
    x.map((each) => nearestOnLine((y) => (y - each) ** 2, lower, upper, [lower, upper])),
};
