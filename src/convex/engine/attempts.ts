import type { Problem } from '../../core/problem.js';
import type { ConicSolution } from '../../plugins/conic-solver.js';
import { activityGroups } from '../activity-groups.js';
import { boundOf } from '../formulations/stable.js';
import type { DualBound } from '../formulations/stable-bound.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Pattern } from '../patterns/pattern.js';
import {
  type BoundedIncumbent,
  type CertifiedAttempt,
  closedGap,
  improved,
  type Solving,
} from '../solve-certified.js';
import type { Goal } from './goal.js';
import type { EngineReport } from './messages.js';

/**
 * The stable program on fixed patterns by an engine of our own: every one of its reports with a point and a bound is an
 * attempt. `known` is as for solveCertified.
 */
export async function* attempts(
  reports: (goal: Goal) => AsyncIterable<EngineReport>,
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  { tolerance, started }: Pick<Solving, 'tolerance' | 'started'>,
  known?: BoundedIncumbent,
): AsyncGenerator<CertifiedAttempt> {
  let incumbent = known;
  if (known && known.gap <= closedGap(known.upper, tolerance)) return;
  const groups = activityGroups(patterns, problem.train.x.rows);
  const goal: Goal = {
    tolerance,
    upper: known?.upper ?? Number.POSITIVE_INFINITY,
    lower: known?.bound.value ?? Number.NEGATIVE_INFINITY,
  };
  let reached: EngineReport['reached'];
  let bound: DualBound | undefined;
  for await (const report of reports(goal)) {
    reached = report.reached ?? reached;
    bound = report.bound ?? bound;
    if (reached && bound) {
      const proven = boundOf(problem, patterns, groups, loss, bound);
      incumbent = improved(incumbent, { ...reached, bound: proven });
    }
    const { iteration: iterations, ended } = report;
    const status = ended?.closed ? 'solved' : 'inaccurate';
    const solution = { status, native: ended?.native ?? 'going on', iterations } as const;
    const next = attemptOf(solution, incumbent, started);
    yield ended ? next : { ...next, unfinished: true };
  }
}

/** What is known after a call of an engine. */
export function attemptOf(
  solution: ConicSolution,
  incumbent: BoundedIncumbent | undefined,
  started: number,
): CertifiedAttempt {
  return {
    solution,
    incumbent,
    history: {
      iteration: solution.iterations,
      seconds: (performance.now() - started) / 1000,
      ...(incumbent
        ? { objective: incumbent.upper, upper: incumbent.upper, lower: incumbent.bound.value }
        : {}),
    },
  };
}
