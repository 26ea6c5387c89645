import type { Problem } from '../../core/problem.js';
import type { Goal } from '../engine/goal.js';
import { reportsHere } from '../engine/reports-here.js';
import { solveInThread } from '../engine/solve-in-thread.js';
import { stableAttempts } from '../engine/stable-attempts.js';
import { chooseKernels } from '../kernels/choose.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Pattern } from '../patterns/pattern.js';
import {
  type BoundedIncumbent,
  type CertifiedAttempt,
  closedGap,
  type EngineChoice,
  type Solving,
} from '../solve-certified.js';
import { type SplittingStart, splittingReports } from './run.js';
import { tensorReports } from './tensors/reports.js';
import { suitsTensors } from './tensors/size.js';

/**
 * The standard program on fixed patterns by ADMM: each certified iterate is an attempt. A large one begins on tensors, if
 * there are any, and what float32 leaves open is closed in float64, in a thread of its own unless the norm is a penalty,
 * whose functions stay in this one. It starts from the neurons and multipliers of `known`, which otherwise is as for
 * solveCertified. Throws SolveAborted when the signal is aborted before the end.
 */
export async function* solveSplitting(
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  solving: Pick<Solving, 'tolerance' | 'started'>,
  { signal, tensors }: EngineChoice,
  known?: BoundedIncumbent,
): AsyncGenerator<CertifiedAttempt> {
  let incumbent = known;
  if (tensors && !known && suitsTensors(problem, patterns.length)) {
    const [kernels, library] = [await chooseKernels(), await tensors()];
    const reports = (goal: Goal) => tensorReports(problem, patterns, goal, kernels, library, signal);
    for await (const attempt of stableAttempts(reports, problem, patterns, loss, solving)) {
      incumbent = attempt.incumbent;
      yield attempt;
    }
    if (incumbent && incumbent.gap <= closedGap(incumbent.upper, solving.tolerance)) return;
  }
  const cone = incumbent?.bound.cone;
  const start: SplittingStart | undefined = incumbent &&
    cone && { neurons: incumbent.neurons, nu: incumbent.bound.loss.nu, mu: cone };
  if (problem.norm.spec.norm === 'penalty') {
    const kernels = await chooseKernels();
    const reports = (goal: Goal) =>
      reportsHere(splittingReports(problem, patterns, goal, kernels, start), signal);
    yield* stableAttempts(reports, problem, patterns, loss, solving, incumbent);
    return;
  }
  const entry = new URL('./splitting-thread.js', import.meta.url);
  yield* solveInThread(entry, start ? { start } : {}, problem, patterns, loss, solving, signal, incumbent);
}
