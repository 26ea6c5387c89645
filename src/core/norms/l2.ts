import { norm2 } from '../matrix.js';
import type { GroupNorm } from './group-norm.js';

/** ||u||_2 = sqrt(sum_j u_j^2), the norm of weight decay. */
export const l2: GroupNorm = {
  spec: { norm: 'l2' },
  sparsifies: false,
  value: norm2,
  subgradient(u) {
    const length = norm2(u);
    return u.map((value) => value / length);
  },
  /** max(0, 1 - step / ||v||_2) v. */
  prox(v, step, into) {
    let square = 0;
    for (let j = 0; j < v.length; j++) square += v[j]! * v[j]!;
    const kept = square > step * step ? 1 - step / Math.sqrt(square) : 0;
    for (let j = 0; j < v.length; j++) into[j] = kept * v[j]!;
  },
};
