import { l1 } from './l1.js';
import { type BallParams, radiusSchema } from './linf-ball.js';
import { nearestOnLine } from './naive.js';
import type { Penalty } from './penalty.js';
import { singleRounding } from './single-rounding.js';

/** The indicator of the ball sum_i |x_i| <= radius. The operator is the projection: soft thresholding at one level. */
export const l1Ball: Penalty<BallParams> = {
  name: 'l1-ball',
  formula: '0 where sum |x| <= radius',
  reference: 'Duchi, Shalev-Shwartz, Singer, Chandra: Efficient projections onto the l1-ball. ICML 2008',
  structure: 'vector',
  convex: true,
  paramsSchema: radiusSchema,
  value: (x, { radius }) => (l1.value(x, {}) <= radius * (1 + singleRounding) ? 0 : Number.POSITIVE_INFINITY),
  prox(x, _step, { radius }) {
    const { y, value: norm } = l1.prox(x, l1BallLevel(x, radius), {});
    // Far from the ball the level is rounded more coarsely than the radius.
    return { y: norm > radius ? y.map((each) => each * (radius / norm)) : y, value: 0 };
  },
  naive(x, _step, { radius }) {
    const most = x.reduce((size, each) => Math.max(size, Math.abs(each)), 0);
    const excess = (level: number) => Math.abs(l1.value(l1.prox(x, level, {}).y, {}) - radius);
    const level = l1.value(x, {}) <= radius ? 0 : nearestOnLine(excess, 0, most, [0]);
    return l1.prox(x, level, {}).y;
  },
};

/** The least level >= 0 with sum_i max(0, |x_i| - level) <= radius; the radius must be > 0. */
export function l1BallLevel(x: Float64Array, radius: number): number {
  const sizes = x.map(Math.abs).sort().reverse();
  let sum = 0;
  let level = 0;
  for (let i = 0; i < sizes.length; i++) {
    sum += sizes[i]!;
    const candidate = (sum - radius) / (i + 1);
    // The largest entry is always above the level, also where the radius is lost in rounding.
    if (i > 0 && candidate >= sizes[i]!) break;
    level = candidate;
  }
  return Math.max(0, level);
}
