import type { LossSpec } from '../generated/documents.js';
import { hinge } from './hinge.js';
import { logistic } from './logistic.js';
import type { Loss } from './loss.js';
import { squared } from './squared.js';

export const losses: Readonly<Record<LossSpec['type'], Loss>> = { hinge, squared, logistic };
