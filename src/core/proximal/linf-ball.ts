import type { Penalty } from './penalty.js';

export interface BallParams {
  readonly radius: number;
}

/** The indicator of the ball max_i |x_i| <= radius: 0 inside, Infinity outside. The operator is the projection. */
export const linfBall: Penalty<BallParams> = {
  name: 'linf-ball',
  formula: '0 where max |x| <= radius',
  reference: 'clipping',
  separable: true,
  convex: true,
  value: (x, { radius }) => (x.every((each) => Math.abs(each) <= radius) ? 0 : Number.POSITIVE_INFINITY),
  prox: (x, _step, { radius }) => x.map((each) => Math.max(-radius, Math.min(radius, each))),
};
