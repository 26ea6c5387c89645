import type { Problem } from '../../core/problem.js';
import { activityGroups } from '../activity-groups.js';
import { boundOf } from '../formulations/stable.js';
import type { DualBound } from '../formulations/stable-bound.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Pattern } from '../patterns/pattern.js';
import type { BoundedIncumbent, CertifiedAttempt, Solving } from '../solve-certified.js';
import { attempts } from './attempts.js';
import type { Goal } from './goal.js';
import type { EngineReport } from './messages.js';

/** The attempts of an engine at the stable program on fixed patterns. `known` is as for solveCertified. */
export function stableAttempts(
  reports: (goal: Goal) => AsyncIterable<EngineReport<DualBound>>,
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  solving: Pick<Solving, 'tolerance' | 'started'>,
  known?: BoundedIncumbent,
): AsyncGenerator<CertifiedAttempt> {
  const groups = activityGroups(patterns, problem.train.x.rows);
  const proven = (bound: DualBound) => boundOf(problem, patterns, groups, loss, bound);
  return attempts(reports, proven, solving, known);
}
