import type { ConvexOptions } from '../core/generated/documents.js';
import { isAdversarial, type Problem } from '../core/problem.js';
import { abortReason, type StopReason } from '../core/stop.js';
import type { TrainContext, TrainOutcome } from '../plugins/trainer.js';
import { choosePatterns } from './choose-patterns.js';
import { stableFormulation } from './formulations/stable.js';
import { type LinearBaseline, linearBaseline } from './linear-baseline.js';
import { lossBlocks } from './losses/index.js';
import { type ConvexRun, convexOutcome } from './outcome.js';
import type { Pattern } from './patterns/pattern.js';
import { withStableDirections } from './prune.js';
import { softSearch } from './soft/soft-search.js';
import { type Attempt, solveCertified } from './solve-certified.js';
import { chooseBackend } from './solvers/choose-backend.js';
import { openSolverThread, SolveAborted } from './solvers/solver-thread.js';
import { trainingShape } from './training-shape.js';

/** Shares of a run that its phases take, for the progress bar. */
const patternShare = 0.2;

/** patterns -> program -> certified attempts -> outcome. */
export async function trainConvex(
  problem: Problem,
  options: ConvexOptions,
  context: TrainContext,
): Promise<TrainOutcome> {
  const loss = lossBlocks[problem.loss.name]!;
  const mode = robustMode(problem, options);
  const started = performance.now();
  const found = choosePatterns(problem, options, context.seed, '');
  const shape = trainingShape(problem, found.patterns.length, loss);
  const backend = chooseBackend(options.backend, context.conicSolvers, shape, '/backend');
  const thread = openSolverThread(backend.solver, context.signal);
  const attempts: Attempt[] = [];
  let patterns: readonly Pattern[] = found.patterns;
  let patternSeconds = 0;
  let baseline: LinearBaseline | undefined;
  let stopped: StopReason | undefined;
  try {
    if (isAdversarial(problem)) baseline = await linearBaseline(problem, loss, thread);
    if (mode === 'stable') {
      patterns = await withStableDirections(problem, found.patterns, thread, (fraction) =>
        context.report({ phase: 'patterns', fraction: patternShare * fraction }),
      );
    }
    patternSeconds = (performance.now() - started) / 1000;
    const { x } = problem.train;
    const solving = { thread, x, weight: problem.weight, tolerance: options.tolerance, started };
    const search =
      mode === 'stable'
        ? solveCertified(stableFormulation(problem, patterns, loss), solving)
        : softSearch(problem, patterns, loss, mode, solving, context.seed, context.signal);
    context.report({ phase: 'solve', fraction: patternShare });
    for await (const attempt of search) {
      attempts.push(attempt);
      // Nobody knows how many attempts there will be: each takes the bar a little nearer to its end.
      const fraction = 1 - (1 - patternShare) * 0.98 ** attempts.length;
      context.report({ phase: 'solve', fraction, ...attempt.history });
    }
    if (context.signal.aborted) stopped = abortReason(context.signal);
  } catch (error) {
    if (!(error instanceof SolveAborted)) throw error;
    stopped = abortReason(context.signal);
  } finally {
    await thread.close();
  }
  const run: ConvexRun = {
    mode,
    found,
    patterns,
    attempts,
    tolerance: options.tolerance,
    backend,
    version: thread.version(),
    baseline,
    stopped,
    patternSeconds,
    seconds: (performance.now() - started) / 1000,
  };
  return convexOutcome(problem, run);
}

/** Explicit patterns ask for the paper's program on just these patterns; otherwise the soft one is better. */
function robustMode(problem: Problem, { robust, patterns }: ConvexOptions): 'stable' | 'soft' | 'soft-mm' {
  if (!isAdversarial(problem)) return 'stable';
  return robust ?? (patterns?.method === 'explicit' ? 'stable' : 'soft');
}
