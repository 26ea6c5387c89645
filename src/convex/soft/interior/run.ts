import type { Goal } from '../../engine/goal.js';
import { type Judging, judge } from '../../engine/judge.js';
import type { EngineReport } from '../../engine/messages.js';
import { interiorIterates } from '../../interior/iterates.js';
import { reportIterates } from '../../interior/report-iterates.js';
import type { DenseKernels } from '../../kernels/dense-kernels.js';
import { lossBlocks } from '../../losses/index.js';
import type { Neurons } from '../../neurons.js';
import { sparsest } from '../../sparsest.js';
import { type Slopes, slopeGroups } from '../slopes.js';
import { type SoftBound, softBound } from '../soft-bound.js';
import { type SoftProblem, softObjective } from '../soft-range.js';
import { type SoftCandidate, softCandidate } from './candidate.js';
import { softInteriorProgram } from './program.js';
import { softStructure } from './structure.js';

/** Multiply-adds of x . u for all neurons above which an iterate is costly to judge. */
const costlyProducts = 1e8;

/** The interior point on the soft program with those slopes until its certified gap is closed: every point is feasible. */
export function softInteriorReports(
  problem: SoftProblem,
  slopes: Slopes,
  goal: Goal,
  kernels: DenseKernels,
): Generator<EngineReport<SoftBound>, void> {
  const program = softInteriorProgram(problem, slopes);
  const effort = { steps: 0 };
  const groups = slopeGroups(slopes);
  const loss = lossBlocks[problem.loss.name]!;
  const objectiveOf = (neurons: Neurons) => softObjective(problem, neurons, slopes);
  const judging: Judging<SoftCandidate, SoftBound> = {
    reached: ({ neurons }) => ({ neurons, upper: objectiveOf(neurons), coneViolation: 0, unrepaired: 0 }),
    proven: ({ multipliers }) => softBound(problem, slopes, groups, loss, multipliers),
    objective: ({ neurons }) => objectiveOf(neurons),
  };
  return reportIterates(interiorIterates(softStructure(program, kernels, effort)), judge(judging, goal), {
    candidateOf: (iterate) => softCandidate(program, problem.train.x.cols, groups, iterate),
    objective: program.units.objective,
    costly: program.neurons * program.n * program.d > costlyProducts,
    thinned(reached, highest) {
      const { neurons, objective } = sparsest(reached.neurons, objectiveOf, highest);
      return { ...reached, neurons, upper: objective };
    },
    effort: () => `${effort.steps} steps of conjugate gradients, ${kernels.name}`,
  });
}
