import type { LossSpec } from '../generated/documents.js';
import { crossEntropy } from './cross-entropy.js';
import { hinge } from './hinge.js';
import { logistic } from './logistic.js';
import type { AnyLoss } from './loss.js';
import { squared } from './squared.js';

export const losses = {
  hinge,
  squared,
  logistic,
  'cross-entropy': crossEntropy,
} as const satisfies Readonly<Record<LossSpec['type'], AnyLoss>>;
