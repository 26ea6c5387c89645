import type { GroupNorm } from './group-norm.js';
import { l1 } from './l1.js';
import { l2 } from './l2.js';

/** (1 - rho) ||u||_2 + rho ||u||_1, with rho = `mix` in [0, 1]: the group elastic net. */
export function elastic(mix: number): GroupNorm {
  return {
    spec: { norm: 'elastic', mix },
    sparsifies: mix > 0,
    value: (u) => (1 - mix) * l2.value(u) + mix * l1.value(u),
    subgradient(u) {
      const sparse = l1.subgradient(u);
      return l2.subgradient(u).map((smooth, j) => (1 - mix) * smooth + mix * sparse[j]!);
    },
    /** Soft thresholding first, and then the shrinking in length, which leaves the signs of the entries as they are. */
    prox(v, step, into) {
      l1.prox(v, mix * step, into);
      l2.prox(into, (1 - mix) * step, into);
    },
  };
}
