import { activityGroups } from '../activity-groups.js';
import type { BoundedProblem } from '../formulations/stable-bound.js';
import { lossBlocks } from '../losses/index.js';
import type { Pattern } from '../patterns/pattern.js';
import { closedGap } from '../solve-certified.js';
import { candidateOf } from './candidate.js';
import { type Judged, provenBy, reachedBy, thinned } from './certify-iterate.js';
import type { Goal } from './goal.js';
import { interiorIterates } from './iterates.js';
import type { DenseKernels } from './kernels/dense-kernels.js';
import type { InteriorReport } from './messages.js';
import { interiorProgram } from './program.js';
import { mayFactor, stepsBeforeFactoring } from './size.js';
import { degree } from './vectors.js';
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
  { tolerance, ...known }: Goal,
  kernels: DenseKernels,
): Generator<InteriorReport, void> {
  const groups = activityGroups(patterns, problem.train.x.rows);
  const judged: Judged = { problem, patterns, groups, loss: lossBlocks[problem.loss.name]! };
  const program = interiorProgram(problem, patterns);
  const count = degree(program);
  const costly = program.patterns * program.n * program.d > costlyProducts;
  const solvers = zSolvers(
    { rows: program.n, order: program.patterns * program.d },
    stepsBeforeFactoring(program, kernels),
    mayFactor(program),
  );
  const iterates = interiorIterates(program, kernels, solvers);
  const effort = () =>
    `${solvers.counts.steps} steps of conjugate gradients, ${solvers.counts.factored} whole factors, ${kernels.name}`;
  let { upper, lower } = known;
  let reports = 0;
  for (;;) {
    const next = iterates.next();
    if (next.done) {
      const native = `stopped: ${next.value} (${effort()})`;
      yield { iteration: reports, ended: { native, closed: false } };
      return;
    }
    const { iteration, mu } = next.value;
    reports = iteration;
    // s . z is the gap once the multipliers are feasible.
    const near = mu * count * program.units.objective < nearlyClosed * closedGap(upper, tolerance);
    if (costly && !near && iteration % seldom > 0) {
      yield { iteration };
      continue;
    }
    const candidate = candidateOf(program, problem.train.x.cols, groups, next.value);
    const reached = reachedBy(judged, candidate);
    const bound = provenBy(judged, candidate);
    const better = reached.unrepaired === 0 && reached.upper < upper;
    const tighter = bound.value > lower;
    if (better) upper = reached.upper;
    if (tighter) lower = bound.value;
    const closed = upper - lower <= closedGap(upper, tolerance);
    const last = closed || iteration === maxIterations;
    const point = better && last ? thinned(judged, reached, lower + closedGap(upper, tolerance)) : reached;
    const native = `${closed ? 'gap closed' : 'iteration limit'} (${effort()})`;
    yield {
      iteration,
      ...(better ? { reached: point } : {}),
      ...(tighter ? { bound } : {}),
      ...(last ? { ended: { native, closed } } : {}),
    };
    if (last) return;
  }
}
