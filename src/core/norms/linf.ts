import { l1BallLevel } from '../proximal/l1-ball.js';
import type { GroupNorm } from './group-norm.js';

/** ||u||_inf = max_j |u_j|. */
export const linf: GroupNorm = {
  spec: { norm: 'linf' },
  sparsifies: false,
  value: largest,
  /** The sign of the first of the largest entries. */
  subgradient(u) {
    const top = largest(u);
    const at = u.findIndex((value) => Math.abs(value) === top);
    return u.map((value, j) => (j === at ? Math.sign(value) : 0));
  },
  /** v less its projection onto the l1 ball of radius step (Moreau's decomposition): v clipped at one level. */
  prox(v, step, into) {
    const level = l1BallLevel(v, step);
    for (let j = 0; j < v.length; j++) into[j] = Math.max(-level, Math.min(level, v[j]!));
  },
};

function largest(u: Float64Array): number {
  return u.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
