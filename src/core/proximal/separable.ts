import { nearestOnLine } from './naive.js';
import type { NoParams, SeparablePenalty } from './penalty.js';

/** What determines a separable penalty: its function of the size of one entry, and that function's operator. */
export interface EntryPenalty<Params>
  extends Pick<
    SeparablePenalty<Params>,
    'name' | 'formula' | 'reference' | 'convex' | 'degree' | 'paramsSchema' | 'norm' | 'threshold'
  > {
  /** rho(size), size >= 0; rho(0) = 0, and rho never falls. */
  at(size: number, params: Params): number;
  /** The operator at a size above the threshold: a size again, at most the one it is given. */
  shrink(size: number, step: number, params: Params): number;
  /** rho'(size), size > 0. Absent where it says nothing. */
  slope?(size: number, params: Params): number;
}

/** P(x) = sum_i rho(|x_i|): the operator takes each entry towards 0 by itself, its sign kept. */
export function separable<Params = NoParams>(entry: EntryPenalty<Params>): SeparablePenalty<Params> {
  const { at, shrink, slope, threshold, ...description } = entry;
  return {
    ...description,
    structure: 'entries',
    threshold,

    value(x, params) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += at(Math.abs(x[i]!), params);
      return sum;
    },

    prox(x, step, params) {
      const least = threshold(step, params);
      const y = new Float64Array(x.length);
      let value = 0;
      for (let i = 0; i < x.length; i++) {
        const size = Math.abs(x[i]!);
        if (size <= least) continue;
        const left = shrink(size, step, params);
        y[i] = x[i]! < 0 ? -left : left;
        value += at(left, params);
      }
      return { y, value };
    },

    ...(slope && {
      gradient: (x: Float64Array, params: Params) =>
        x.map((each) => (each === 0 ? 0 : Math.sign(each) * slope(Math.abs(each), params))),
    }),

    naive: (x, step, params) =>
      x.map((each) =>
        nearestOnLine((y) => step * at(Math.abs(y), params) + (y - each) ** 2 / 2, 0, each, [0, each]),
      ),
  };
}
