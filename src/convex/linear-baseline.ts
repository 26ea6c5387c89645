import { boxNorm, dot, row } from '../core/matrix.js';
import type { Problem, Sample } from '../core/problem.js';
import { slopeModel } from './formulations/slope-model.js';
import type { LossBlock } from './losses/loss-block.js';
import { programBuilder } from './program-builder.js';
import type { SolverThread } from './solvers/solver-thread.js';

/** The robust linear model f(x) = g . x, as a baseline for robust networks. Accuracies where targets are labels. */
export interface LinearBaseline {
  /** c sum_k worst loss + beta N(g). */
  readonly objective: number;
  /** Share of rows right everywhere in their box; exact. */
  readonly trainRobustAccuracy?: number;
  readonly testRobustAccuracy?: number;
}

/** Undefined where the solver returns no point. */
export async function linearBaseline(
  problem: Problem,
  loss: LossBlock,
  thread: SolverThread,
): Promise<LinearBaseline | undefined> {
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
  if (!solution.x?.every(Number.isFinite)) return undefined;

  const g = row(model.recover(solution.x), 0);
  const reach = boxNorm(g, problem.radii);
  let losses = 0;
  for (let k = 0; k < x.rows; k++) {
    const f = dot(g, row(x, k));
    losses += Math.max(problem.loss.value(f - reach, y[k]!), problem.loss.value(f + reach, y[k]!));
  }
  const robustAccuracy = (sample: Sample) =>
    sample.y.data.filter((target, k) => target * dot(g, row(sample.x, k)) > reach).length / sample.x.rows;
  const labelled = y.every((target) => Math.abs(target) === 1);
  return {
    objective: problem.lossScale * losses + problem.weight * problem.norm.value(g),
    ...(labelled ? { trainRobustAccuracy: robustAccuracy(problem.train) } : {}),
    ...(labelled && problem.test ? { testRobustAccuracy: robustAccuracy(problem.test) } : {}),
  };
}
