import { convexObjective, type DualBound } from '../formulations/stable-bound.js';
import { closedGap } from '../solve-certified.js';
import type { Candidate } from './candidate.js';
import { type Judged, provenBy, type Reached, reachedBy } from './certify-iterate.js';
import type { Goal } from './goal.js';

/** What a candidate adds to the best values so far. */
export interface Verdict {
  /** Present where it is the best point. */
  readonly reached?: Reached;
  /** Present where it is the best bound. */
  readonly bound?: DualBound;
  /** Whether the best point and the best bound close the gap, and the objective up to which they would. */
  readonly closed: boolean;
  readonly highest: number;
}

/** Judges one candidate after the other against the best point and bound so far, from those known beforehand on. */
export interface Judge {
  verdict(candidate: Candidate): Verdict;
  /** The same without its point: for where to put that back into its cones takes long, and can't be the end yet. */
  boundOnly(candidate: Candidate): Verdict;
  /** Whether the candidate's point, taken for feasible, is within this share of its objective of the best bound. */
  promises(candidate: Candidate, share: number): boolean;
  /** The gap that would count as closed at the best point; infinite without one. */
  goalGap(): number;
}

export function judge(judged: Judged, { tolerance, ...known }: Goal): Judge {
  let { upper, lower } = known;
  const verdictOf = (candidate: Candidate, reached: Reached | undefined): Verdict => {
    const bound = provenBy(judged, candidate);
    const better = reached?.unrepaired === 0 && reached.upper < upper;
    const tighter = bound.value > lower;
    if (better) upper = reached.upper;
    if (tighter) lower = bound.value;
    const highest = lower + closedGap(upper, tolerance);
    return {
      ...(better ? { reached } : {}),
      ...(tighter ? { bound } : {}),
      closed: upper <= highest,
      highest,
    };
  };
  return {
    verdict: (candidate) => verdictOf(candidate, reachedBy(judged, candidate)),
    boundOnly: (candidate) => verdictOf(candidate, undefined),
    promises({ neurons }, share) {
      const objective = convexObjective(judged.problem, judged.patterns, judged.groups, neurons);
      return objective - lower <= share * objective;
    },
    goalGap: () => closedGap(upper, tolerance),
  };
}
