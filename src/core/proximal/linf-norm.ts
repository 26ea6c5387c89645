import { l1BallLevel } from './l1-ball.js';
import { linfBall } from './linf-ball.js';
import type { Penalty } from './penalty.js';

/**
 * max_i |x_i|. The operator is x less its projection onto the l1 ball of radius step (Moreau's decomposition): what
 * soft thresholding at a level leaves over is x clipped at that level.
 */
export const linfNorm: Penalty = {
  name: 'linf-norm',
  formula: 'max |x|',
  reference: 'Parikh, Boyd: Proximal algorithms. Found. Trends Optim. 1 (2014), section 6.5.2',
  separable: false,
  convex: true,
  value: (x) => x.reduce((most, each) => Math.max(most, Math.abs(each)), 0),
  prox: (x, step) => linfBall.prox(x, step, { radius: l1BallLevel(x, step) }),
};
