import type { Problem } from '../../core/problem.js';
import { attemptOf } from '../engine/attempts.js';
import { solveInThread } from '../engine/solve-in-thread.js';
import type { LossBlock } from '../losses/loss-block.js';
import { coneMargin, type Pattern } from '../patterns/pattern.js';
import { type BoundedIncumbent, type CertifiedAttempt, closedGap, type Solving } from '../solve-certified.js';

/**
 * The stable program on fixed patterns by the structured interior point, in a thread of its own: every iterate is
 * feasible, so every one of them is an attempt with a point and a bound. `known` is as for solveCertified. Throws
 * SolveAborted when the signal is aborted before the end.
 */
export async function* solveInterior(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  solving: Pick<Solving, 'tolerance' | 'started'>,
  signal: AbortSignal,
  known?: BoundedIncumbent,
): AsyncGenerator<CertifiedAttempt> {
  if (known && known.gap <= closedGap(known.upper, solving.tolerance)) return;
  const outside = patternWithoutInterior(problem, patterns);
  if (outside !== undefined) {
    const native = `pattern ${outside} has no direction strictly inside its cell, where every iterate has to stay`;
    yield attemptOf({ status: 'failed', native, iterations: 0 }, known, solving.started);
    return;
  }
  const entry = new URL('./interior-thread.js', import.meta.url);
  yield* solveInThread(entry, {}, problem, patterns, loss, solving, signal, known);
}

/** The first pattern without a direction strictly inside its cone. */
function patternWithoutInterior(
  { train: { x }, radii }: Problem,
  patterns: readonly Pattern[],
): number | undefined {
  const index = patterns.findIndex(
    (pattern) => !pattern.direction || !(coneMargin(x, radii, pattern, pattern.direction) > 0),
  );
  return index < 0 ? undefined : index;
}
