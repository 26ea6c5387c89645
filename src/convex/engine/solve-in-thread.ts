import { Worker } from 'node:worker_threads';
import type { Problem } from '../../core/problem.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Pattern } from '../patterns/pattern.js';
import type { BoundedIncumbent, CertifiedAttempt, Solving } from '../solve-certified.js';
import { SolveAborted } from '../solvers/solver-thread.js';
import { attempts } from './attempts.js';
import type { Goal } from './goal.js';
import type { EngineReport, EngineRequest } from './messages.js';

/**
 * The attempts of an engine in a thread of its own. `entry` is the thread's module, which gets the program and `more` as
 * its data. Throws SolveAborted when the signal is aborted before the end.
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
  const requestFor = (goal: Goal): EngineRequest => ({
    x: problem.train.x,
    y: problem.train.y,
    radii: problem.radii,
    loss: problem.loss.name,
    lossScale: problem.lossScale,
    weight: problem.weight,
    norm: problem.norm.spec,
    patterns: patterns.map(({ active, direction }) => ({ active, ...(direction ? { direction } : {}) })),
    goal,
  });
  const reported = (goal: Goal) => reports(entry, { ...requestFor(goal), ...more }, signal);
  return attempts(reported, problem, patterns, loss, solving, known);
}

/** The reports of a thread that solves the request; ends with the last one, and the thread with it. */
async function* reports(
  entry: URL,
  request: EngineRequest,
  signal: AbortSignal,
): AsyncGenerator<EngineReport> {
  if (signal.aborted) throw new SolveAborted();
  const worker = new Worker(entry, { workerData: request });
  const waiting: EngineReport[] = [];
  let wake = () => {};
  let crashed: string | undefined;
  const on = (act: () => void) => () => {
    act();
    wake();
  };
  worker.on('message', (report: EngineReport) => on(() => waiting.push(report))());
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
