import type { ConvexOptions } from '../core/generated/documents.js';
import { schema } from '../core/schemas.js';
import type { Trainer } from '../plugins/trainer.js';
import { checkPatterns } from './choose-patterns.js';
import { lossBlocks } from './losses/index.js';
import { chooseBackend } from './solvers/choose-backend.js';
import { checkStart } from './start-network.js';
import { trainConvex } from './train-convex.js';
import { trainingShape } from './training-shape.js';

/** Trains one-hidden-layer ReLU networks by convex programming over activation patterns, to a certified gap. */
export const convexTrainer: Trainer = {
  kind: 'trainer',
  name: 'convex',
  apiVersion: 1,
  path: 'convex',
  description: 'Convex program over ReLU activation patterns, solved to a certified gap.',
  optionsSchema: schema('solvers/convex.json'),
  references: [
    'Bai, Gautam, Gai, Sojoudi: Practical convex formulation of robust one-hidden-layer network training',
  ],

  supports(problem) {
    if (lossBlocks[problem.loss.name]) return true;
    return `it has programs for the losses ${Object.keys(lossBlocks).join(', ')}, not for ${problem.loss.name}`;
  },

  check(problem, options, { pointer, conicSolvers }) {
    const shape = trainingShape(problem, 1, lossBlocks[problem.loss.name]!);
    chooseBackend((options as ConvexOptions).backend, conicSolvers, shape, `${pointer}/backend`);
    checkPatterns(problem, options as ConvexOptions, pointer);
    checkStart(problem, options as ConvexOptions, pointer);
  },

  async train(problem, options, context) {
    return trainConvex(problem, options as ConvexOptions, context);
  },
};
