import type { ActivityGroups } from '../activity-groups.js';
import type { BoundedProblem } from '../formulations/stable-bound.js';
import { convexObjective, type DualBound, dualBound } from '../formulations/stable-bound.js';
import type { DenseKernels } from '../kernels/dense-kernels.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Pattern } from '../patterns/pattern.js';
import { repairCones } from '../repair.js';
import { patternSlopes } from '../soft/slopes.js';
import { softObjective } from '../soft/soft-range.js';
import { sparsest } from '../sparsest.js';
import { withoutTraces } from '../without-traces.js';
import type { Candidate } from './candidate.js';
import type { Judging } from './judge.js';
import type { Reached } from './messages.js';

/** What is judged: one program on fixed patterns. */
export interface Judged {
  readonly problem: BoundedProblem;
  readonly patterns: readonly Pattern[];
  readonly groups: ActivityGroups;
  readonly loss: LossBlock;
  readonly kernels: DenseKernels;
}

/**
 * The candidate's neurons, put back into their cones where rounding took them out, with their objective; under norms that
 * prefer zeros these stay, and traces of others go.
 */
export function reachedBy(
  { problem, patterns, groups, kernels }: Judged,
  { neurons: candidate }: Candidate,
  walls = new Map<number, readonly number[]>(),
): Reached {
  const { x } = problem.train;
  const { sparsifies } = problem.norm;
  const repaired = repairCones(x, problem.radii, patterns, candidate, {
    kernels,
    keepsZeros: sparsifies,
    walls,
  });
  const { violation: coneViolation, unrepaired } = repaired;
  const upper = convexObjective(problem, patterns, groups, repaired.neurons);
  if (!sparsifies) return { neurons: repaired.neurons, upper, coneViolation, unrepaired };
  const slopes = patternSlopes(patterns, x.rows);
  const { neurons, objective } = withoutTraces(repaired.neurons, upper, (candidate) =>
    softObjective(problem, candidate, slopes),
  );
  return { neurons, upper: objective, coneViolation, unrepaired };
}

/** How candidates of one program on fixed patterns are judged. */
export function judgingPatterns(judged: Judged): Judging<Candidate, DualBound> {
  const { problem, patterns, groups, loss, kernels } = judged;
  const walls = new Map<number, readonly number[]>();
  return {
    reached: (candidate) => reachedBy(judged, candidate, walls),
    proven: ({ multipliers }) => dualBound(problem, patterns, groups, loss, multipliers, kernels),
    objective: ({ neurons }) => convexObjective(problem, patterns, groups, neurons),
  };
}

/** The point with as many small neurons dropped as leave it at most `highest`: no iterate of an interior point has zeros. */
export function thinned({ problem, patterns, groups }: Judged, reached: Reached, highest: number): Reached {
  const { neurons, objective } = sparsest(
    reached.neurons,
    (fewer) => convexObjective(problem, patterns, groups, fewer),
    highest,
  );
  return { ...reached, neurons, upper: objective };
}
