import type { GroupNorm } from './group-norm.js';

/** ||u||_1 = sum_j |u_j|. */
export const l1: GroupNorm = {
  spec: { norm: 'l1' },
  sparsifies: true,
  value: (u) => u.reduce((sum, value) => sum + Math.abs(value), 0),
  subgradient: (u) => u.map(Math.sign),
  /** Soft thresholding, sign(v) max(0, |v| - step) entry by entry. */
  prox(v, step, into) {
    for (let j = 0; j < v.length; j++) {
      const left = Math.abs(v[j]!) - step;
      into[j] = left > 0 ? Math.sign(v[j]!) * left : 0;
    }
  },
};
