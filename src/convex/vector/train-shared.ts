import type { Certificate, ConvexOptions } from '../../core/generated/documents.js';
import type { Problem } from '../../core/problem.js';
import { networkOfRelu } from '../../core/relu-network.js';
import { abortReason, type StopReason } from '../../core/stop.js';
import type { TrainContext, TrainOutcome } from '../../plugins/trainer.js';
import { findPatterns } from '../find-patterns.js';
import { lossBlocks } from '../losses/index.js';
import { type PatternSet, patternText } from '../patterns/pattern.js';
import { closedGap } from '../solve-certified.js';
import { chooseBackend } from '../solvers/choose-backend.js';
import { openSolverThread, SolveAborted } from '../solvers/solver-thread.js';
import { trainingShape } from '../training-shape.js';
import { vectorNetwork } from './column.js';
import { sharedSearch, type VectorState } from './shared-search.js';

/**
 * Standard training with several outputs whose neurons may feed all of them: patterns -> columns -> certified outcome.
 */
export async function trainShared(
  problem: Problem,
  options: ConvexOptions,
  context: TrainContext,
): Promise<TrainOutcome> {
  const { x } = problem.train;
  const loss = lossBlocks[problem.loss.name]!;
  const started = performance.now();
  const states: VectorState[] = [];
  const history: TrainOutcome['history'][number][] = [];
  let found: PatternSet | undefined;
  let patternSeconds = 0;
  let stopped: StopReason | undefined;
  const shape = trainingShape(problem, 1, loss);
  const backend = chooseBackend(options.backend, context.conicSolvers, shape, '/backend');
  const thread = openSolverThread(backend.solver, context.signal);
  try {
    context.report({ phase: 'patterns', fraction: 0 });
    found = await findPatterns(problem, options, context.seed, context.signal);
    patternSeconds = (performance.now() - started) / 1000;
    const solving = { thread, x, weight: problem.weight, tolerance: options.tolerance, started };
    for await (const state of sharedSearch(problem, found.patterns, loss, solving)) {
      states.push(state);
      const point = {
        iteration: state.round,
        seconds: (performance.now() - started) / 1000,
        objective: state.best.upper,
        upper: state.best.upper,
        lower: state.bound.value,
      };
      history.push(point);
      context.report({ phase: 'solve', fraction: 1 - 0.9 ** states.length, ...point });
    }
  } catch (error) {
    if (!(error instanceof SolveAborted)) throw error;
    stopped = abortReason(context.signal);
  } finally {
    await thread.close();
  }
  const seconds = (performance.now() - started) / 1000;
  const timing = { patterns: patternSeconds, solve: seconds - patternSeconds };
  const last = states.at(-1);
  if (!last || !found) {
    const { status, message } = stopped ?? { status: 'failed', message: 'no patterns were found' };
    return { status, reason: message, history, timing };
  }
  const { best, bound } = last;
  const { status, message } = stopped ?? verdict(last, options.tolerance);
  const network = vectorNetwork(best.neurons, best.columns, problem.train.y.cols, problem.norm);
  return {
    status,
    reason: found.note ? `${message}; ${found.note}` : message,
    network: networkOfRelu(network),
    lower: {
      value: bound.value,
      scope: found.complete ? 'global' : 'sampled-patterns',
      how: `dual value of the multipliers scaled back by the largest spectral norm over ${found.complete ? `all ${found.patterns.length}` : found.patterns.length} patterns: it bounds every network whose neurons keep one of them, whatever outputs they feed`,
    },
    certificate: certificateOf(problem, found, last),
    backend: backend.solver.name,
    ...(thread.version() ? { version: thread.version()! } : {}),
    ...(last.native === undefined ? {} : { native: last.native }),
    iterations: last.iterations,
    details: {
      outputs: 'shared',
      distinctPatterns: found.patterns.length,
      columns: last.columns,
      rounds: last.round,
      backendChoice: backend.why,
      neuronsSolver: network.hidden.rows,
    },
    history,
    timing,
  };
}

function verdict({ best, bound, exhausted, native }: VectorState, tolerance: number): StopReason {
  const gap = Math.max(0, best.upper - bound.value);
  const closed = closedGap(best.upper, tolerance);
  const words = `certified gap ${gap.toExponential(1)}`;
  if (gap <= closed) return { status: 'solved', message: `${words} <= ${closed.toExponential(1)}` };
  const why = exhausted
    ? 'no direction was found along which the objective falls any further, which the bound does not prove'
    : `the search ended early (the conic solver's status: ${native ?? 'none'})`;
  return { status: 'inaccurate', message: `${words} is still above ${closed.toExponential(1)}: ${why}` };
}

function certificateOf(problem: Problem, { patterns }: PatternSet, { bound }: VectorState): Certificate {
  return {
    kind: `shared-${problem.loss.name}` as Certificate['kind'],
    scale: problem.lossScale,
    weight: problem.weight,
    norm: problem.norm.spec,
    radii: Array.from(problem.radii),
    patterns: patterns.map((pattern) => patternText(pattern.active)),
    nu: Array.from(bound.multipliers.nu),
    alpha: Array.from(bound.multipliers.alpha),
    lower: bound.value,
    violation: bound.violation,
  };
}
