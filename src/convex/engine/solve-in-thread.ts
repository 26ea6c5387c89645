import { Worker } from 'node:worker_threads';
import type { Problem } from '../../core/problem.js';
import type { DualBound } from '../formulations/stable-bound.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Pattern } from '../patterns/pattern.js';
import type { BoundedIncumbent, CertifiedAttempt, Solving } from '../solve-certified.js';
import { SolveAborted } from '../solvers/solver-thread.js';
import type { Goal } from './goal.js';
import type { EngineReport, EngineRequest, PatternsRequest } from './messages.js';
import { stableAttempts } from './stable-attempts.js';

/**
 * The stable program on fixed patterns by an engine of our own in a thread of its own. `entry` is the thread's module,
 * which gets the program and `more` as its data. `known` is as for solveCertified. Throws SolveAborted when the signal is
 * aborted before the end.
 */
export function solveInThread(
  entry: URL,
  more: object,
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  solving: Pick<Solving, 'tolerance' | 'started'>,
  signal: AbortSignal,
  known?: BoundedIncumbent,
): AsyncGenerator<CertifiedAttempt> {
  const requestFor = (goal: Goal): PatternsRequest => ({
    ...requestOf(problem, goal),
    patterns: patterns.map(({ active, direction }) => ({ active, ...(direction ? { direction } : {}) })),
  });
  const reports = (goal: Goal) => threadReports<DualBound>(entry, { ...requestFor(goal), ...more }, signal);
  return stableAttempts(reports, problem, patterns, loss, solving, known);
}

/** What every engine's thread gets. */
export function requestOf(problem: Problem, goal: Goal): EngineRequest {
  const { train, radii, loss, lossScale, weight, norm } = problem;
  return { x: train.x, y: train.y, radii, loss: loss.name, lossScale, weight, norm: norm.spec, goal };
}

/**
 * The reports of a thread that solves the request; ends with the last one, and the thread with it. Throws SolveAborted when
 * the signal is aborted before the end.
 */
export async function* threadReports<B>(
  entry: URL,
  request: object,
  signal: AbortSignal,
): AsyncGenerator<EngineReport<B>> {
  if (signal.aborted) throw new SolveAborted();
  const worker = new Worker(entry, { workerData: request });
  const waiting: EngineReport<B>[] = [];
  let wake = () => {};
  let crashed: string | undefined;
  const on = (act: () => void) => () => {
    act();
    wake();
  };
  worker.on('message', (report: EngineReport<B>) => on(() => waiting.push(report))());
  worker.on('error', (error) =>
    on(() => (crashed ??= error instanceof Error ? error.message : String(error)))(),
  );
  worker.on('exit', (code) => on(() => (crashed ??= `the thread ended with code ${code}`))());
  const abort = on(() => {});
  signal.addEventListener('abort', abort);
  try {
    for (;;) {
      if (signal.aborted) throw new SolveAborted();
      const report = waiting.shift();
      if (report) {
        yield report;
        if (report.ended) return;
      } else if (crashed !== undefined) {
        yield { iteration: 0, ended: { native: crashed, closed: false } };
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
