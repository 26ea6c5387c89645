import { box } from './box.js';
import { elasticNet } from './elastic-net.js';
import { groupL2 } from './group-l2.js';
import { lHalf } from './l-half.js';
import { l0 } from './l0.js';
import { l1 } from './l1.js';
import { l1Ball } from './l1-ball.js';
import { linfBall } from './linf-ball.js';
import { linfNorm } from './linf-norm.js';
import { mcp } from './mcp.js';
import { nonnegative } from './nonnegative.js';
import { nuclear } from './nuclear.js';
import type { PenaltyTable } from './penalty.js';
import { scad } from './scad.js';
import { sparseGroup } from './sparse-group.js';
import { squaredL2 } from './squared-l2.js';
import { totalVariation } from './total-variation.js';
import { transformedL1 } from './transformed-l1.js';

/** Every penalty that comes with Relucent. */
export const penalties = {
  l1,
  l0,
  'l-half': lHalf,
  tl1: transformedL1,
  'elastic-net': elasticNet,
  mcp,
  scad,
  'squared-l2': squaredL2,
  'group-l2': groupL2,
  'sparse-group': sparseGroup,
  'linf-norm': linfNorm,
  'linf-ball': linfBall,
  'l1-ball': l1Ball,
  box,
  nonnegative,
  nuclear,
  'total-variation': totalVariation,
} as const;

export const builtinPenalties: PenaltyTable = new Map(Object.entries(penalties));
