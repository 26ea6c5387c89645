import { activityGroups } from '../activity-groups.js';
import { type Judged, thinned } from '../engine/certify-iterate.js';
import type { Goal } from '../engine/goal.js';
import { judge } from '../engine/judge.js';
import type { EngineReport } from '../engine/messages.js';
import type { BoundedProblem } from '../formulations/stable-bound.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import { lossBlocks } from '../losses/index.js';
import type { Pattern } from '../patterns/pattern.js';
import { candidateOf } from './candidate.js';
import { type Iterate, interiorIterates } from './iterates.js';
import { interiorProgram } from './program.js';
import { factorsAtOnce, mayFactor, stepsBeforeFactoring } from './size.js';
import { stableStructure } from './stable-structure.js';
import type { Rows, Variables } from './vectors.js';
import { zSolvers } from './z-solver.js';

const maxIterations = 200;
/** Multiply-adds of x . u for all patterns above which not every iterate is judged, but one in so many. */
const costlyProducts = 1e8;
const seldom = 5;
/** Times the tolerance that s . z may be where the gap may be closed already. */
const nearlyClosed = 10;

/** The interior point until its certified gap is closed: a report after every iteration, the last one saying how it ended. */
export function* interiorReports(
  problem: BoundedProblem,
  patterns: readonly Pattern[],
  goal: Goal,
  kernels: DenseKernels,
): Generator<EngineReport, void> {
  const groups = activityGroups(patterns, problem.train.x.rows);
  const judged: Judged = { problem, patterns, groups, loss: lossBlocks[problem.loss.name]!, kernels };
  const program = interiorProgram(problem, patterns, groups);
  const costly = program.patterns * program.n * program.d > costlyProducts;
  const solvers = zSolvers(
    { rows: program.n, atOnce: factorsAtOnce(program), mayFactor: mayFactor(program) },
    stepsBeforeFactoring(program, kernels),
  );
  const iterates = interiorIterates(stableStructure(program, kernels, solvers));
  const effort = () =>
    `${solvers.counts.steps} steps of conjugate gradients, ${solvers.counts.factored} whole factors, ${kernels.name}`;
  const judging = judge(judged, goal);
  const judgement = (iterate: Iterate<Variables, Rows>) =>
    judging.verdict(candidateOf(program, problem.train.x.cols, iterate));
  let last: Iterate<Variables, Rows> | undefined;
  let unjudged = false;
  for (;;) {
    const next = iterates.next();
    if (next.done) {
      const found = last && unjudged ? judgement(last) : undefined;
      const closed = found?.closed ?? false;
      const native = `${closed ? 'gap closed' : `stopped: ${next.value}`} (${effort()})`;
      yield {
        iteration: last?.iteration ?? 0,
        ...(found?.reached ? { reached: found.reached } : {}),
        ...(found?.bound ? { bound: found.bound } : {}),
        ended: { native, closed },
      };
      return;
    }
    last = next.value;
    const { iteration, complementarity } = last;
    // s . z is the gap once the multipliers are feasible.
    const near = complementarity * program.units.objective < nearlyClosed * judging.goalGap();
    unjudged = costly && !near && iteration % seldom > 0;
    if (unjudged) {
      yield { iteration };
      continue;
    }
    const { reached, bound, closed, highest } = judgement(last);
    const ends = closed || iteration === maxIterations;
    const native = `${closed ? 'gap closed' : 'iteration limit'} (${effort()})`;
    yield {
      iteration,
      ...(reached ? { reached: ends ? thinned(judged, reached, highest) : reached } : {}),
      ...(bound ? { bound } : {}),
      ...(ends ? { ended: { native, closed } } : {}),
    };
    if (ends) return;
  }
}
