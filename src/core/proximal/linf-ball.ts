import { box } from './box.js';
import { parameters, positive } from './parameter.js';
import type { Penalty } from './penalty.js';

export interface BallParams {
  readonly radius: number;
}

export const radiusSchema = parameters({ radius: positive(1, 'Radius of the ball.') });

/** The indicator of the ball max_i |x_i| <= radius: 0 inside, Infinity outside. The operator is the projection. */
export const linfBall: Penalty<BallParams> = {
  name: 'linf-ball',
  formula: '0 where max |x| <= radius',
  reference: 'clipping',
  structure: 'entries',
  convex: true,
  paramsSchema: radiusSchema,
  value: (x, { radius }, shape) => box.value(x, { lower: -radius, upper: radius }, shape),
  prox: (x, step, { radius }, shape) => box.prox(x, step, { lower: -radius, upper: radius }, shape),
  naive: (x, step, { radius }, shape) => box.naive!(x, step, { lower: -radius, upper: radius }, shape),
};
