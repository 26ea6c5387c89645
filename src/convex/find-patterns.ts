import { Worker } from 'node:worker_threads';
import type { ConvexOptions } from '../core/generated/documents.js';
import type { Problem } from '../core/problem.js';
import { choosePatterns, type PatternProblem } from './choose-patterns.js';
import { mostCells } from './patterns/cells.js';
import type { PatternSet } from './patterns/pattern.js';
import { SolveAborted } from './solvers/solver-thread.js';

/** Multiply-adds (about 20 ms of them) up to which patterns are found here and now. */
const aloneUpTo = 1e7;

export interface PatternRequest {
  readonly problem: PatternProblem;
  readonly options: ConvexOptions;
  readonly seed: number;
}

/**
 * The patterns the options ask for, found in a thread of its own where that takes long, so that it can be killed.
 * Throws SolveAborted when the signal is aborted before the end.
 */
export function findPatterns(
  { train, radii, model }: Problem,
  options: ConvexOptions,
  seed: number,
  signal: AbortSignal,
): Promise<PatternSet> {
  if (signal.aborted) return Promise.reject(new SolveAborted());
  const problem: PatternProblem = { train: { x: train.x }, radii, model };
  if (workOf(problem, options) <= aloneUpTo)
    return Promise.resolve(choosePatterns(problem, options, seed, ''));

  const workerData: PatternRequest = { problem, options, seed };
  const worker = new Worker(new URL('./patterns-thread.js', import.meta.url), { workerData });
  return new Promise<PatternSet>((resolve, reject) => {
    const abort = () => {
      void worker.terminate();
      reject(new SolveAborted());
    };
    signal.addEventListener('abort', abort, { once: true });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', () => signal.removeEventListener('abort', abort));
  });
}

/** Roughly the multiply-adds of finding the patterns. */
function workOf({ train: { x } }: PatternProblem, { patterns }: ConvexOptions): number {
  const drawing = x.rows * x.cols;
  switch (patterns?.method) {
    case 'sampled':
      return drawing * (patterns.draws ?? 2 * patterns.distinct!);
    case 'perturbed':
      return 2 * drawing * patterns.distinct;
    case 'enumerate':
      return drawing * mostCells(x.rows, x.cols);
    default:
      return 0;
  }
}
