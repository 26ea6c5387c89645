import { elasticNet } from './elastic-net.js';
import { groupL2 } from './group-l2.js';
import { l0 } from './l0.js';
import { l1 } from './l1.js';
import { l1Ball } from './l1-ball.js';
import { linfBall } from './linf-ball.js';
import { linfNorm } from './linf-norm.js';
import { mcp } from './mcp.js';
import { scad } from './scad.js';
import { squaredL2 } from './squared-l2.js';
import { transformedL1 } from './transformed-l1.js';

/** Every penalty with a proximal operator here. */
export const penalties = {
  l1,
  l0,
  tl1: transformedL1,
  'elastic-net': elasticNet,
  mcp,
  scad,
  'squared-l2': squaredL2,
  'group-l2': groupL2,
  'linf-ball': linfBall,
  'linf-norm': linfNorm,
  'l1-ball': l1Ball,
} as const;
