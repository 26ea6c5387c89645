import { closedGap } from '../solve-certified.js';
import type { Goal } from './goal.js';
import type { Reached } from './messages.js';

/** What makes a candidate C of a program a point with an objective, and a bound B. */
export interface Judging<C, B extends { readonly value: number }> {
  /** The feasible point, and its objective evaluated anew. */
  reached(candidate: C): Reached;
  proven(candidate: C): B;
  /** The objective of the candidate's point as it is, taken for feasible. */
  objective(candidate: C): number;
}

/** What a candidate adds to the best values so far. */
export interface Verdict<B> {
  /** Present where it is the best point. */
  readonly reached?: Reached;
  /** Present where it is the best bound. */
  readonly bound?: B;
  /** Whether the best point and the best bound close the gap, and the objective up to which they would. */
  readonly closed: boolean;
  readonly highest: number;
}

/** Judges one candidate after the other against the best point and bound so far, from those known beforehand on. */
export interface Judge<C, B> {
  verdict(candidate: C): Verdict<B>;
  /** The same without its point: for where to put that back into its cones takes long, and can't be the end yet. */
  boundOnly(candidate: C): Verdict<B>;
  /** Whether the candidate's point, taken for feasible, is within this share of its objective of the best bound. */
  promises(candidate: C, share: number): boolean;
  /** The gap that would count as closed at the best point; infinite without one. */
  goalGap(): number;
}

export function judge<C, B extends { readonly value: number }>(
  judging: Judging<C, B>,
  { tolerance, ...known }: Goal,
): Judge<C, B> {
  let { upper, lower } = known;
  const verdictOf = (candidate: C, reached: Reached | undefined): Verdict<B> => {
    const bound = judging.proven(candidate);
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
    verdict: (candidate) => verdictOf(candidate, judging.reached(candidate)),
    boundOnly: (candidate) => verdictOf(candidate, undefined),
    promises(candidate, share) {
      const objective = judging.objective(candidate);
      return objective - lower <= share * objective;
    },
    goalGap: () => closedGap(upper, tolerance),
  };
}
