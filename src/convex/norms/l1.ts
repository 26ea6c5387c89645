import { linf } from '../../core/norms/linf.js';
import type { NormBlock } from './norm-block.js';

/** sum_j a_j <= t, |u_j| <= a_j; dual to the largest absolute value. */
export const l1Block: NormBlock = {
  curved: false,
  epigraph(builder, head, first, size) {
    const a = builder.variables(size);
    for (let j = 0; j < size; j++) {
      for (const sign of [1, -1]) {
        builder.nonnegative(
          [
            [a + j, 1],
            [first + j, sign],
          ],
          0,
        );
      }
    }
    const sum = Array.from({ length: size }, (_, j) => [a + j, -1] as const);
    builder.nonnegative([[head, 1], ...sum], 0);
  },
  dual: linf.value,
};
