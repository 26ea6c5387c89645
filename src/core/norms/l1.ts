import type { GroupNorm } from './group-norm.js';

/** ||u||_1 = sum_j |u_j|. */
export const l1: GroupNorm = {
  spec: { norm: 'l1' },
  sparsifies: true,
  value: (u) => u.reduce((sum, value) => sum + Math.abs(value), 0),
  subgradient: (u) => u.map(Math.sign),
};
