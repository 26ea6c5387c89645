import type { Matrix } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import type { ReluNetwork } from '../../core/relu-network.js';
import type { LossBlock } from '../losses/loss-block.js';
import { networkOf } from '../neurons.js';
import type { SolverThread } from '../solvers/solver-thread.js';
import { generateColumns, type SearchState } from './generate-columns.js';
import type { GlobalBound } from './global-bound.js';
import { type SearchContext, searchFrom } from './plan-search.js';

const gap = 1e-4;
const tolerance = 1e-6;

/**
 * Global lower bound on standard training on the rows of x with the problem's targets, loss and weight, whatever its
 * threat, to a relative gap of 1e-4 where the proof succeeds; and the network whose objective is that close above it.
 * Undefined where the solver returns no point. Throws SolveAborted when the signal is aborted.
 */
export async function globalLowerBound(
  problem: Problem,
  x: Matrix,
  loss: LossBlock,
  thread: SolverThread,
  context: SearchContext,
): Promise<{ readonly bound: GlobalBound; readonly network: ReluNetwork } | undefined> {
  const train = { ...problem.train, x };
  const standard: Problem = { ...problem, train, radii: new Float64Array(x.cols) };
  const solving = { thread, x, weight: problem.weight, tolerance, started: performance.now() };
  let last: SearchState | undefined;
  for await (const state of generateColumns(standard, loss, searchFrom(standard, gap, context), solving)) {
    last = state;
  }
  if (!last?.incumbent || !last.global) return undefined;
  return { bound: last.global, network: networkOf(last.incumbent.neurons, problem.norm) };
}
