import { activityGroups } from '../activity-groups.js';
import { type Judged, judgingPatterns, thinned } from '../engine/certify-iterate.js';
import type { Goal } from '../engine/goal.js';
import { judge } from '../engine/judge.js';
import type { EngineReport } from '../engine/messages.js';
import type { BoundedProblem, DualBound } from '../formulations/stable-bound.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import { lossBlocks } from '../losses/index.js';
import type { Pattern } from '../patterns/pattern.js';
import { candidateOf } from './candidate.js';
import { interiorIterates } from './iterates.js';
import { interiorProgram } from './program.js';
import { reportIterates } from './report-iterates.js';
import { factorsAtOnce, mayFactor, stepsBeforeFactoring } from './size.js';
import { stableStructure } from './stable-structure.js';
import { zSolvers } from './z-solver.js';

/** Multiply-adds of x . u for all patterns above which an iterate is costly to judge. */
const costlyProducts = 1e8;

/** The interior point on a stable program until its certified gap is closed. */
export function interiorReports(
  problem: BoundedProblem,
  patterns: readonly Pattern[],
  goal: Goal,
  kernels: DenseKernels,
): Generator<EngineReport<DualBound>, void> {
  const groups = activityGroups(patterns, problem.train.x.rows);
  const judged: Judged = { problem, patterns, groups, loss: lossBlocks[problem.loss.name]!, kernels };
  const program = interiorProgram(problem, patterns, groups);
  const solvers = zSolvers(
    { rows: program.n, atOnce: factorsAtOnce(program), mayFactor: mayFactor(program) },
    stepsBeforeFactoring(program, kernels),
  );
  const iterates = interiorIterates(stableStructure(program, kernels, solvers));
  return reportIterates(iterates, judge(judgingPatterns(judged), goal), {
    candidateOf: (iterate) => candidateOf(program, problem.train.x.cols, iterate),
    objective: program.units.objective,
    costly: program.patterns * program.n * program.d > costlyProducts,
    thinned: (reached, highest) => thinned(judged, reached, highest),
    effort: () =>
      `${solvers.counts.steps} steps of conjugate gradients, ${solvers.counts.factored} whole factors, ${kernels.name}`,
  });
}
