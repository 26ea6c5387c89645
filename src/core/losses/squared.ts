import type { Loss } from './loss.js';

/** (f - y)^2 / 2, y real. */
export const squared: Loss = {
  name: 'squared',
  over: 'output',
  targets: 'real',
  value: (f, y) => (f - y) ** 2 / 2,
  slope: (f, y) => f - y,
  attackSign: (f, y) => Math.sign(f - y),
};
