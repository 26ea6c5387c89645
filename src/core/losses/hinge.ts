import type { Loss } from './loss.js';

/** max(0, 1 - y f), y in {-1, +1}. */
export const hinge: Loss = {
  name: 'hinge',
  over: 'output',
  targets: 'binary',
  value: (f, y) => Math.max(0, 1 - y * f),
  slope: (f, y) => (1 - y * f > 0 ? -y : 0),
  // The leaky hinge max(zeta (1 - y f), 1 - y f) always falls in y f, so the attack never stops on the flat part.
  attackSign: (_f, y) => -Math.sign(y),
};
