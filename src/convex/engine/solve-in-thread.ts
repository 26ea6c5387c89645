import { Worker } from 'node:worker_threads';
import type { Problem } from '../../core/problem.js';
import type { ConicSolution } from '../../plugins/conic-solver.js';
import { activityGroups } from '../activity-groups.js';
import { boundOf } from '../formulations/stable.js';
import type { DualBound } from '../formulations/stable-bound.js';
import type { LossBlock } from '../losses/loss-block.js';
import type { Pattern } from '../patterns/pattern.js';
import {
  type BoundedIncumbent,
  type CertifiedAttempt,
  closedGap,
  improved,
  type Solving,
} from '../solve-certified.js';
import { SolveAborted } from '../solvers/solver-thread.js';
import type { EngineReport, EngineRequest } from './messages.js';

/**
 * The stable program on fixed patterns by an engine of our own in a thread of its own: every report with a point and a
 * bound is an attempt. `entry` is the thread's module, which gets the program and `more` as its data. `known` is as for
 * solveCertified. Throws SolveAborted when the signal is aborted before the end.
 */
export async function* solveInThread(
  entry: URL,
  more: object,
  problem: Problem,
  patterns: readonly Pattern[],
  loss: LossBlock,
  { tolerance, started }: Pick<Solving, 'tolerance' | 'started'>,
  signal: AbortSignal,
  known?: BoundedIncumbent,
): AsyncGenerator<CertifiedAttempt> {
  let incumbent = known;
  if (known && known.gap <= closedGap(known.upper, tolerance)) return;
  const groups = activityGroups(patterns, problem.train.x.rows);
  const request: EngineRequest = {
    x: problem.train.x,
    y: problem.train.y,
    radii: problem.radii,
    loss: problem.loss.name,
    lossScale: problem.lossScale,
    weight: problem.weight,
    norm: problem.norm.spec,
    patterns: patterns.map(({ active, direction }) => ({ active, ...(direction ? { direction } : {}) })),
    goal: {
      tolerance,
      upper: known?.upper ?? Number.POSITIVE_INFINITY,
      lower: known?.bound.value ?? Number.NEGATIVE_INFINITY,
    },
  };
  let reached: EngineReport['reached'];
  let bound: DualBound | undefined;
  for await (const report of reports(entry, { ...request, ...more }, signal)) {
    reached = report.reached ?? reached;
    bound = report.bound ?? bound;
    if (reached && bound) {
      const proven = boundOf(problem, patterns, groups, loss, bound);
      incumbent = improved(incumbent, { ...reached, bound: proven });
    }
    const { iteration: iterations, ended } = report;
    const status = ended?.closed ? 'solved' : 'inaccurate';
    const solution = { status, native: ended?.native ?? 'going on', iterations } as const;
    const next = attemptOf(solution, incumbent, started);
    yield ended ? next : { ...next, unfinished: true };
  }
}

/** What is known after a call of an engine. */
export function attemptOf(
  solution: ConicSolution,
  incumbent: BoundedIncumbent | undefined,
  started: number,
): CertifiedAttempt {
  return {
    solution,
    incumbent,
    history: {
      iteration: solution.iterations,
      seconds: (performance.now() - started) / 1000,
      ...(incumbent
        ? { objective: incumbent.upper, upper: incumbent.upper, lower: incumbent.bound.value }
        : {}),
    },
  };
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
