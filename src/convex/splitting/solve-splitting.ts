import type { Problem } from '../../core/problem.js';
import type { Goal } from '../engine/goal.js';
import { reportsHere } from '../engine/reports-here.js';
import { solveInThread } from '../engine/solve-in-thread.js';
import { stableAttempts } from '../engine/stable-attempts.js';
import { chooseKernels } from '../kernels/choose.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Pattern } from '../patterns/pattern.js';
import type { BoundedIncumbent, CertifiedAttempt, Solving } from '../solve-certified.js';
import { type SplittingStart, splittingReports } from './run.js';

/**
 * The standard program on fixed patterns by ADMM, in a thread of its own unless its norm is a penalty, whose functions
 * stay in this one: each certified iterate is an attempt. It starts
 * from the neurons and multipliers of `known`, which otherwise is as for solveCertified. Throws SolveAborted when the
 * signal is aborted before the end.
 */
export async function* solveSplitting(
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
  if (problem.norm.spec.norm === 'penalty') {
    const kernels = await chooseKernels();
    const reports = (goal: Goal) =>
      reportsHere(splittingReports(problem, patterns, goal, kernels, start), signal);
    yield* stableAttempts(reports, problem, patterns, loss, solving, known);
    return;
  }
  const entry = new URL('./splitting-thread.js', import.meta.url);
  yield* solveInThread(entry, start ? { start } : {}, problem, patterns, loss, solving, signal, known);
}
