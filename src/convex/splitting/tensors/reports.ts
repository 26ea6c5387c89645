import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Tensors } from '../../../plugins/trainer.js';
import type { Goal } from '../../engine/goal.js';
import type { EngineReport } from '../../engine/messages.js';
import type { BoundedProblem, DualBound } from '../../formulations/stable-bound.js';
import type { DenseKernels } from '../../kernels/dense-kernels.js';
import type { Pattern } from '../../patterns/pattern.js';
import { SolveAborted } from '../../solvers/solver-thread.js';
import type { SplitProgram } from '../iterates.js';
import { judgedSplitting } from '../run.js';
import type { CoupledInverses } from './coupled-inverses.js';
import { tensorIterates } from './iterates.js';

/**
 * Where float32 may be exhausted: gaps this narrow, relative to the objective, from which a doubling of the iterations
 * takes less than this share. Wider ones close slowly, but they close. It counts as exhausted after so many iterations too.
 */
const narrow = 0.02;
const leastGain = 0.3;
const patience = 400;
const mostIterations = 10_000;

/**
 * ADMM on float32 tensors until its certified gap is closed or float32 gives no more: a narrow gap that is hardly narrower
 * after twice the iterations. Iterates are judged in float64, in this thread. Throws SolveAborted when the signal is
 * aborted before the end.
 */
export async function* tensorReports(
  problem: BoundedProblem,
  patterns: readonly Pattern[],
  goal: Goal,
  kernels: DenseKernels,
  { tf, description }: Tensors,
  signal: AbortSignal,
): AsyncGenerator<EngineReport<DualBound>> {
  const { program, report } = judgedSplitting(problem, patterns, goal, kernels);
  const name = `float32 tensors on ${description}, judged in float64 (${kernels.name})`;
  const inverses = await prepared(program, signal);
  if (!inverses) {
    const native = `I + X'X or what couples the neurons is not positive definite up to rounding (${name})`;
    yield { iteration: 0, ended: { native, closed: false } };
    return;
  }
  let { upper, lower } = goal;
  let before = { iteration: patience, gap: Number.POSITIVE_INFINITY };
  for await (const iterate of tensorIterates(tf, program, inverses, signal)) {
    const { next, closed } = report(iterate, false);
    upper = next.reached?.upper ?? upper;
    lower = next.bound?.value ?? lower;
    let exhausted = false;
    if (iterate.iteration >= 2 * before.iteration) {
      exhausted = upper - lower <= narrow * upper && upper - lower > (1 - leastGain) * before.gap;
      before = { iteration: iterate.iteration, gap: upper - lower };
    }
    const ends = closed || exhausted || iterate.iteration >= mostIterations;
    const native = `${closed ? 'gap closed' : 'float32 gives no more'} (${name})`;
    yield { ...next, ...(ends ? { ended: { native, closed } } : {}) };
    if (ends) return;
  }
  throw new SolveAborted();
}

/** The inverses of the program's linear system, from a thread: they take a minute for ten thousand rows. */
async function prepared(program: SplitProgram, signal: AbortSignal): Promise<CoupledInverses | undefined> {
  const { n, d, patterns, x, active } = program;
  const entry = new URL('./inverses-thread.js', import.meta.url);
  const worker = new Worker(entry, { workerData: { n, d, patterns, x, active } });
  try {
    const [inverses] = (await once(worker, 'message', { signal })) as [CoupledInverses | undefined];
    return inverses;
  } catch (error) {
    if (signal.aborted) throw new SolveAborted();
    throw error;
  } finally {
    await worker.terminate();
  }
}
