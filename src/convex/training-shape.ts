import { isAdversarial, type Problem } from '../core/problem.js';
import type { LossBlock } from './losses/loss-block.js';
import { normBlock } from './norms/index.js';
import type { ProgramShape } from './solvers/choose-backend.js';

/** Roughly how large the training program on so many patterns will be, known before it is written. */
export function trainingShape(problem: Problem, patternCount: number, loss: LossBlock): ProgramShape {
  const { rows: n, cols: d } = problem.train.x;
  const neurons = 2 * patternCount;
  const attacked = isAdversarial(problem) ? problem.radii.filter((radius) => radius > 0).length : 0;
  // Each neuron has a cone row and, where it is active (half the rows, say), a part of the loss row of every sample.
  return {
    rows: neurons * (n + d + 1 + 2 * attacked) + 2 * n,
    cols: neurons * (d + 1 + attacked) + n,
    nonzeros: neurons * n * (1.5 * d + attacked),
    secondOrder: normBlock(problem.norm).curved ? neurons : 0,
    quadratic: problem.loss.name === 'squared',
    exponential: loss.exponentialCones ?? false,
  };
}
