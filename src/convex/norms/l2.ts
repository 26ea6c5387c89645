import { norm2 } from '../../core/matrix.js';
import type { NormBlock } from './norm-block.js';

/** ||u||_2 <= t, a second-order cone; its own dual. */
export const l2Block: NormBlock = {
  curved: true,
  epigraph: (builder, head, first, size) => builder.norm(head, first, size),
  dual: norm2,
};
