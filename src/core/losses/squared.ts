import type { Loss } from './loss.js';

/** (f - y)^2 / 2, y real. */
export const squared: Loss = {
  name: 'squared',
  targets: 'real',
  value: (f, y) => (f - y) ** 2 / 2,
  attackSign: (f, y) => Math.sign(f - y),
};
