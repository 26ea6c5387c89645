import type { GroupNorm } from '../core/norms/group-norm.js';
import { neuronNorms } from './neurons.js';
import type { Pattern, PatternSet } from './patterns/pattern.js';
import type { GlobalBound } from './pricing/global-bound.js';
import type { Slopes } from './soft/slopes.js';
import type { Attempt, Incumbent } from './solve-certified.js';

/** What a convex run leaves for the next weight of a path. Patterns do not depend on the weight. */
export interface ConvexState {
  readonly weight: number;
  readonly found: PatternSet;
  /** Patterns of the last program, with their directions. */
  readonly patterns: readonly Pattern[];
  /** Patterns left out undecided. */
  readonly undecided: number;
  readonly incumbent: Incumbent | undefined;
  readonly global: GlobalBound | undefined;
  /** Slopes of the last soft program, where they are no longer those of the patterns. */
  readonly slopes: Slopes | undefined;
}

/** What is known of a program before it is solved at all. */
export interface WarmStart {
  readonly incumbent: Incumbent | undefined;
  readonly global?: GlobalBound;
  readonly slopes?: Slopes;
}

/**
 * What another weight's run proves at this one. Its neurons are feasible at every weight, and their objective is affine in
 * the weight, c sum_k loss_k + beta sum_i N(u_i); its multipliers, scaled back to the new beta, give a bound as any do.
 */
export function warmStart(
  { weight: before, incumbent, global, slopes }: ConvexState,
  weight: number,
  norm: GroupNorm,
): WarmStart {
  return {
    incumbent: incumbent && incumbentAt(incumbent, before, weight, norm),
    ...(global && !global.delta ? { global: global.atWeight(weight) } : {}),
    ...(slopes ? { slopes } : {}),
  };
}

function incumbentAt(
  { bound: proven, ...point }: Incumbent,
  before: number,
  weight: number,
  norm: GroupNorm,
): Incumbent {
  const norms = neuronNorms(point.neurons, norm).reduce((sum, one) => sum + one, 0);
  const upper = point.upper + (weight - before) * norms;
  if (!proven) return { ...point, upper, gap: Number.POSITIVE_INFINITY };
  const bound = proven.atWeight(weight);
  return { ...point, upper, bound, gap: Math.max(0, upper - bound.value) };
}

/** The incumbent as an attempt that asked no solver: what is left when the run ends before its first solve does. */
export function carriedOver(incumbent: Incumbent, started: number): Attempt {
  const { upper, bound } = incumbent;
  return {
    solution: { status: 'inaccurate', native: 'carried over from the next larger weight', iterations: 0 },
    incumbent,
    carried: true,
    history: {
      iteration: 0,
      seconds: (performance.now() - started) / 1000,
      objective: upper,
      upper,
      ...(bound ? { lower: bound.value } : {}),
    },
  };
}
