import type { Problem } from '../core/problem.js';
import type { ConicSolution } from '../plugins/conic-solver.js';
import type { Assembly } from './assemble.js';
import { convexObjective, type DualBound, dualBound } from './bounds.js';
import type { LossBlock } from './losses/loss-block.js';
import type { Pattern } from './patterns/pattern.js';
import { type Repair, repairCones } from './repair.js';

/** A solver's point made trustworthy: feasible neurons with their objective, and a proven lower bound. */
export interface CertifiedSolution {
  readonly repair: Repair;
  /** Convex objective at the repaired neurons. */
  readonly upper: number;
  readonly bound: DualBound;
  /** upper - bound, at least 0. */
  readonly gap: number;
}

/** Repairs, re-evaluates and bounds a solution; undefined where the solver returned no point. */
export function certifySolution(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  assembly: Assembly,
  { x, z }: ConicSolution,
): CertifiedSolution | undefined {
  if (!x?.every(Number.isFinite) || !z?.every(Number.isFinite)) return undefined;
  const repair = repairCones(problem.train.x, problem.radii, patterns, assembly.recover(x));
  const upper = convexObjective(problem, patterns, assembly.groups, loss, repair.neurons);
  const bound = dualBound(problem, patterns, assembly.groups, loss, assembly.multipliers(z));
  return { repair, upper, bound, gap: Math.max(0, upper - bound.value) };
}
