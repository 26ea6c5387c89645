import type { ConicSolution } from '../../plugins/conic-solver.js';
import type { Bound } from '../formulations/formulation.js';
import {
  type BoundedIncumbent,
  type CertifiedAttempt,
  closedGap,
  improved,
  type Solving,
} from '../solve-certified.js';
import type { Goal } from './goal.js';
import type { EngineReport, Reached } from './messages.js';

/**
 * The reports of an engine of our own as attempts: every report with a point and a bound is one. `known` is as for
 * solveCertified.
 */
export async function* attempts<B>(
  reports: (goal: Goal) => AsyncIterable<EngineReport<B>>,
  boundOf: (bound: B) => Bound,
  { tolerance, started }: Pick<Solving, 'tolerance' | 'started'>,
  known?: BoundedIncumbent,
): AsyncGenerator<CertifiedAttempt> {
  let incumbent = known;
  if (known && known.gap <= closedGap(known.upper, tolerance)) return;
  const goal: Goal = {
    tolerance,
    upper: known?.upper ?? Number.POSITIVE_INFINITY,
    lower: known?.bound.value ?? Number.NEGATIVE_INFINITY,
  };
  let reached: Reached | undefined;
  let bound: B | undefined;
  for await (const report of reports(goal)) {
    reached = report.reached ?? reached;
    bound = report.bound ?? bound;
    if (reached && bound) incumbent = improved(incumbent, { ...reached, bound: boundOf(bound) });
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
