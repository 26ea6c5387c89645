import { clarabel } from '#relucent/convex/solvers/clarabel.js';
import { highs } from '#relucent/convex/solvers/highs/index.js';
import { convexTrainer } from '#relucent/convex/trainer.js';
import type { ConvexOptions } from '#relucent/core/generated/documents.js';
import type { Problem } from '#relucent/core/problem.js';
import { validate } from '#relucent/core/validation.js';
import type { ConicSolver } from '#relucent/plugins/conic-solver.js';
import type { TrainOutcome } from '#relucent/plugins/trainer.js';

/** Trains by the convex path with the given options (as a user writes them). */
export function trainConvex(
  problem: Problem,
  options: unknown = {},
  signal = new AbortController().signal,
  conicSolvers: readonly ConicSolver[] = [clarabel, highs],
): Promise<TrainOutcome> {
  return convexTrainer.train(problem, validate<ConvexOptions>('solvers/convex.json', options), {
    seed: problem.seed,
    signal,
    report: () => {},
    conicSolvers,
  });
}
