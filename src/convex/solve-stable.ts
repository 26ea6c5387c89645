import type { Problem } from '../core/problem.js';
import { stableFormulation } from './formulations/stable.js';
import { solveInterior } from './interior/solve-interior.js';
import type { LossBlock } from './losses/loss-block.js';
import type { Pattern } from './patterns/pattern.js';
import {
  type BoundedIncumbent,
  type CertifiedAttempt,
  type Solving,
  solveCertified,
} from './solve-certified.js';
import { solveSplitting } from './splitting/solve-splitting.js';

/** The stable program on fixed patterns to a certified gap: by the interior point or the splitting method where the run has chosen it. */
export function solveStable(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  solving: Solving,
  known?: BoundedIncumbent,
): AsyncGenerator<CertifiedAttempt> {
  if (solving.splitting) return solveSplitting(problem, patterns, loss, solving, solving.splitting, known);
  return solving.interior
    ? solveInterior(problem, patterns, loss, solving, solving.interior.signal, known)
    : solveCertified(stableFormulation(problem, patterns, loss), solving, known);
}
