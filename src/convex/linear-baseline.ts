import { boxNorm, dot, row } from '../core/matrix.js';
import type { Problem, Sample } from '../core/problem.js';
import { slopeModel } from './formulations/slope-model.js';
import { descendLinear, linearObjective } from './linear-descent.js';
import type { LossBlock } from './losses/loss-block.js';
import { programBuilder } from './program-builder.js';
import type { SolverThread } from './solvers/solver-thread.js';

/** The robust linear model f(x) = g . x, as a baseline for robust networks. Accuracies where targets are labels. */
export interface LinearBaseline {
  /** c sum_k worst loss + beta N(g). */
  readonly objective: number;
  /** Present where the model is that of a descent, not of a conic solver: its objective is exact, not quite the least. */
  readonly by?: 'descent';
  /** Share of rows right everywhere in their box; exact. */
  readonly trainRobustAccuracy?: number;
  readonly testRobustAccuracy?: number;
}

/** Rows x columns from which the model is found by descent: about there a conic solver begins to take minutes. */
const largestProgram = 400_000;

/** Undefined where the solver returns no point, or the signal is aborted before a descent ends. */
export async function linearBaseline(
  problem: Problem,
  loss: LossBlock,
  thread: SolverThread,
  seed: number,
  signal: AbortSignal,
): Promise<LinearBaseline | undefined> {
  const { x } = problem.train;
  const large = x.rows * x.cols > largestProgram;
  const g = large ? await descendLinear(problem, seed, signal) : await solveLinear(problem, loss, thread);
  if (!g) return undefined;
  const reach = boxNorm(g, problem.radii);
  const robustAccuracy = (sample: Sample) =>
    sample.y.data.filter((target, k) => target * dot(g, row(sample.x, k)) > reach).length / sample.x.rows;
  const labelled = problem.train.y.data.every((target) => Math.abs(target) === 1);
  return {
    objective: linearObjective(problem, g),
    ...(large ? { by: 'descent' } : {}),
    ...(labelled ? { trainRobustAccuracy: robustAccuracy(problem.train) } : {}),
    ...(labelled && problem.test ? { testRobustAccuracy: robustAccuracy(problem.test) } : {}),
  };
}

async function solveLinear(
  problem: Problem,
  loss: LossBlock,
  thread: SolverThread,
): Promise<Float64Array | undefined> {
  const { x } = problem.train;
  const y = problem.train.y.data;
  const builder = programBuilder();
  const scaling = { neurons: 1, objective: 1 / problem.weight };
  const groups = { group: new Uint32Array(x.rows), representative: [0] };
  const model = slopeModel(builder, problem, 1, () => 1, groups, scaling);
  loss.assemble({
    builder,
    y,
    scale: scaling.objective * problem.lossScale,
    reaches: true,
    prediction: model.prediction,
    reach: model.slopeReach,
  });
  model.addBounds();
  const solution = await thread.solve(builder.build(), { tolerance: 1e-8, maxIterations: 200 });
  return solution.x?.every(Number.isFinite) ? row(model.recover(solution.x), 0) : undefined;
}
