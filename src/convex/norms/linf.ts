import { l1 } from '../../core/norms/l1.js';
import type { NormBlock } from './norm-block.js';

/** |u_j| <= t; dual to the sum of the absolute values. */
export const linfBlock: NormBlock = {
  curved: false,
  epigraph(builder, head, first, size) {
    for (let j = 0; j < size; j++) {
      for (const sign of [1, -1]) {
        builder.nonnegative(
          [
            [head, 1],
            [first + j, sign],
          ],
          0,
        );
      }
    }
  },
  dual: l1.value,
};
