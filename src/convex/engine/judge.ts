import type { DualBound } from '../formulations/stable-bound.js';
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
  /** The gap that would count as closed at the best point; infinite without one. */
  goalGap(): number;
}

export function judge(judged: Judged, { tolerance, ...known }: Goal): Judge {
  let { upper, lower } = known;
  return {
    verdict(candidate) {
      const reached = reachedBy(judged, candidate);
      const bound = provenBy(judged, candidate);
      const better = reached.unrepaired === 0 && reached.upper < upper;
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
    },
    goalGap: () => closedGap(upper, tolerance),
  };
}
