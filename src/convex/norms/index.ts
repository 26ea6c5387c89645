import type { GroupNorm } from '../../core/norms/group-norm.js';
import { elasticBlock } from './elastic.js';
import { l1Block } from './l1.js';
import { l2Block } from './l2.js';
import { linfBlock } from './linf.js';
import type { NormBlock } from './norm-block.js';

/** How the convex path writes a norm. */
export function normBlock({ spec }: GroupNorm): NormBlock {
  switch (spec.norm) {
    case 'l1':
      return l1Block;
    case 'l2':
      return l2Block;
    case 'linf':
      return linfBlock;
    case 'elastic':
      return elasticBlock(spec.mix);
  }
}
