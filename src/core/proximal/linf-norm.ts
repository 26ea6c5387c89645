import { l1BallLevel } from './l1-ball.js';
import { nearestOnLine } from './naive.js';
import type { Penalty } from './penalty.js';

/**
 * max_i |x_i|. The operator is x less its projection onto the l1 ball of radius step (Moreau's decomposition): what
 * soft thresholding at a level leaves over is x clipped at that level.
 */
export const linfNorm: Penalty = {
  name: 'linf-norm',
  formula: 'max |x|',
  reference: 'Parikh, Boyd: Proximal algorithms. Found. Trends Optim. 1 (2014), section 6.5.2',
  structure: 'vector',
  convex: true,
  degree: 1,
  norm: () => ({ norm: 'linf' }),
  value: largest,
  prox(x, step) {
    const level = l1BallLevel(x, step);
    return { y: clipped(x, level), value: Math.min(level, largest(x)) };
  },
  gradient(x) {
    const most = largest(x);
    const at = x.findIndex((each) => Math.abs(each) === most);
    return x.map((each, i) => (i === at ? Math.sign(each) : 0));
  },
  naive(x, step) {
    const cost = (level: number) =>
      step * level + x.reduce((sum, each) => sum + Math.max(0, Math.abs(each) - level) ** 2 / 2, 0);
    return clipped(x, nearestOnLine(cost, 0, largest(x), [0]));
  },
};

function largest(x: Float64Array): number {
  return x.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}

function clipped(x: Float64Array, level: number): Float64Array {
  return x.map((each) => Math.max(-level, Math.min(level, each)));
}
