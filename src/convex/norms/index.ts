import type { GroupNorm } from '../../core/norms/group-norm.js';
import { elasticBlock } from './elastic.js';
import { l1Block } from './l1.js';
import { l2Block } from './l2.js';
import { linfBlock } from './linf.js';
import type { NormBlock } from './norm-block.js';
import { penaltyBlock } from './penalty.js';

/** How the convex path writes a norm. */
export function normBlock(norm: GroupNorm): NormBlock {
  const { spec } = norm;
  switch (spec.norm) {
    case 'l1':
      return l1Block;
    case 'l2':
      return l2Block;
    case 'linf':
      return linfBlock;
    case 'elastic':
      return elasticBlock(spec.mix);
    case 'penalty':
      return penaltyBlock(norm);
  }
}
