import type { Problem } from '../../core/problem.js';
import type { LossBlock } from '../losses/loss-block.js';
import {
  type Attempt,
  type BoundedIncumbent,
  type EngineChoice,
  type Solving,
  solveCertified,
} from '../solve-certified.js';
import { fitsConicSolver } from './conic-size.js';
import { solveSoftInterior } from './interior/solve-soft-interior.js';
import type { Slopes } from './slopes.js';
import { softFormulation } from './soft.js';

/** An attempt with a point where it has a bound. */
export type SoftAttempt = Attempt & { readonly incumbent: BoundedIncumbent | undefined };

/**
 * The soft program with those slopes to a certified gap: by the interior point where the run has chosen it, else by the
 * conic solver where the program is small enough for one. Undefined where neither is for it.
 */
export function solveSoft(
  problem: Problem,
  slopes: Slopes,
  loss: LossBlock,
  solving: Solving,
  known?: BoundedIncumbent,
): AsyncGenerator<SoftAttempt> | undefined {
  if (solving.interior) return byInterior(problem, slopes, loss, solving, solving.interior, known);
  if (!fitsConicSolver(slopes.rows, problem.train.x)) return undefined;
  return solveCertified(softFormulation(problem, slopes, loss), solving, known);
}

async function* byInterior(
  problem: Problem,
  slopes: Slopes,
  loss: LossBlock,
  solving: Solving,
  { signal, choice }: EngineChoice,
  known: BoundedIncumbent | undefined,
): AsyncGenerator<SoftAttempt> {
  for await (const attempt of solveSoftInterior(problem, slopes, loss, solving, signal, known))
    yield { ...attempt, backend: choice };
}
