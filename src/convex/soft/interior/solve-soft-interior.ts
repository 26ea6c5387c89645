import type { Problem } from '../../../core/problem.js';
import { attempts } from '../../engine/attempts.js';
import { requestOf, threadReports } from '../../engine/solve-in-thread.js';
import type { LossBlock } from '../../losses/loss-block.js';
import type { BoundedIncumbent, CertifiedAttempt, Solving } from '../../solve-certified.js';
import { type Slopes, slopeGroups } from '../slopes.js';
import { boundOfSoft } from '../soft.js';
import type { SoftBound } from '../soft-bound.js';

/**
 * The soft program with those slopes by the structured interior point, in a thread of its own. `known` is as for
 * solveCertified. Throws SolveAborted when the signal is aborted before the end.
 */
export function solveSoftInterior(
  problem: Problem,
  slopes: Slopes,
  loss: LossBlock,
  solving: Pick<Solving, 'tolerance' | 'started'>,
  signal: AbortSignal,
  known?: BoundedIncumbent,
): AsyncGenerator<CertifiedAttempt> {
  const entry = new URL('./soft-thread.js', import.meta.url);
  const groups = slopeGroups(slopes);
  return attempts<SoftBound>(
    (goal) => threadReports(entry, { ...requestOf(problem, goal), slopes }, signal),
    (bound) => boundOfSoft(problem, slopes, groups, loss, bound),
    solving,
    known,
  );
}
