import type { Loss } from './loss.js';

/** log(1 + exp(-y f)), y in {-1, +1}. */
export const logistic: Loss = {
  name: 'logistic',
  over: 'output',
  targets: 'binary',
  // Written so that no exponential overflows: log(1 + e^-m) = max(0, -m) + log(1 + e^-|m|).
  value(f, y) {
    const margin = y * f;
    return Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
  },
  slope: (f, y) => -y / (1 + Math.exp(y * f)),
  attackSign: (_f, y) => -Math.sign(y),
};
