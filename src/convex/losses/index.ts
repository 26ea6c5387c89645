import { hingeBlock } from './hinge.js';
import { logisticBlock } from './logistic.js';
import type { LossBlock } from './loss-block.js';
import { squaredBlock } from './squared.js';

/** Losses the convex path can write, by name. */
export const lossBlocks: Readonly<Record<string, LossBlock>> = {
  hinge: hingeBlock,
  squared: squaredBlock,
  logistic: logisticBlock,
};
