import { separable } from './separable.js';

/**
 * The number of entries that are not 0. The operator is hard thresholding: x where x^2 / 2 > step, else 0; where they
 * are equal, x would do as well.
 */
export const l0 = separable({
  name: 'l0',
  formula: 'number of x != 0',
  reference: 'Blumensath, Davies 2008',
  convex: false,
  degree: 0,
  at: (size) => (size === 0 ? 0 : 1),
  threshold: (step) => Math.sqrt(2 * step),
  shrink: (size) => size,
});
