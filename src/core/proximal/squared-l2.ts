import { separable } from './separable.js';

/** ||x||^2 / 2. The operator is x / (1 + step). */
export const squaredL2 = separable({
  name: 'squared-l2',
  formula: '||x||^2 / 2',
  reference: 'its derivative',
  convex: true,
  degree: 2,
  at: (size) => size ** 2 / 2,
  threshold: () => 0,
  shrink: (size, step) => size / (1 + step),
  slope: (size) => size,
});
