import type { Problem } from '../../core/problem.js';
import { solveInThread } from '../engine/solve-in-thread.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Pattern } from '../patterns/pattern.js';
import type { BoundedIncumbent, CertifiedAttempt, Solving } from '../solve-certified.js';
import type { SplittingStart } from './run.js';

/**
 * The standard program on fixed patterns by ADMM, in a thread of its own: each certified iterate is an attempt. It starts
 * from the neurons and multipliers of `known`, which otherwise is as for solveCertified. Throws SolveAborted when the
 * signal is aborted before the end.
 */
export function solveSplitting(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  solving: Pick<Solving, 'tolerance' | 'started'>,
  signal: AbortSignal,
  known?: BoundedIncumbent,
): AsyncGenerator<CertifiedAttempt> {
  const cone = known?.bound.cone;
  const start: SplittingStart | undefined = known &&
    cone && { neurons: known.neurons, nu: known.bound.loss.nu, mu: cone };
  const entry = new URL('./splitting-thread.js', import.meta.url);
  return solveInThread(entry, start ? { start } : {}, problem, patterns, loss, solving, signal, known);
}
