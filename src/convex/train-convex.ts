import type { ConvexOptions } from '../core/generated/documents.js';
import { isAdversarial, type Problem } from '../core/problem.js';
import { abortReason, type StopReason } from '../core/stop.js';
import type { TrainContext, TrainOutcome } from '../plugins/trainer.js';
import { chooseSoftEngine, chooseStableEngine } from './choose-own-engine.js';
import { findPatterns } from './find-patterns.js';
import { interiorName } from './interior/support.js';
import { type LinearBaseline, linearBaseline } from './linear-baseline.js';
import { lossBlocks } from './losses/index.js';
import { networkOf, neuronsOf } from './neurons.js';
import { type ConvexRun, convexOutcome } from './outcome.js';
import type { Pattern, PatternSet } from './patterns/pattern.js';
import { adversarialBound } from './pricing/adversarial-bound.js';
import { generateColumns, type SearchState } from './pricing/generate-columns.js';
import type { GlobalBound } from './pricing/global-bound.js';
import { planSearch } from './pricing/plan-search.js';
import { withStableDirections } from './prune.js';
import { robustMode } from './robust-mode.js';
import { chooseEngine } from './soft/choose-engine.js';
import type { SoftEngine } from './soft/engine.js';
import { type SoftStart, softSearch } from './soft/soft-search.js';
import { softFits, suitsTensors } from './soft/tensors/size.js';
import type { Attempt, Solving } from './solve-certified.js';
import { type ChosenBackend, chooseBackend, secondOpinion } from './solvers/choose-backend.js';
import { openSolverThread, SolveAborted } from './solvers/solver-thread.js';
import { splittingName } from './splitting/support.js';
import { stableSearch } from './stable-search.js';
import { startNetwork } from './start-network.js';
import { trainingShape } from './training-shape.js';
import { type ConvexState, type WarmStart, warmStart } from './warm-start.js';

/** Shares of a run that its phases take, for the progress bar. */
const patternShare = 0.2;

/** The program is larger than the chosen solver may take. */
class OutOfReach extends Error {}

/** patterns -> program -> certified attempts -> outcome. */
export async function trainConvex(
  problem: Problem,
  options: ConvexOptions,
  context: TrainContext,
): Promise<TrainOutcome> {
  const { x } = problem.train;
  const loss = lossBlocks[problem.loss.name]!;
  const mode = robustMode(problem, options);
  const started = performance.now();
  context.report({ phase: 'patterns', fraction: 0 });
  let found: PatternSet;
  const before = context.previous?.state as ConvexState | undefined;
  const known = before && warmStart(before, problem.weight, problem.norm);
  try {
    found = options.start
      ? { patterns: [] }
      : (before?.found ?? (await findPatterns(problem, options, context.seed, context.signal)));
  } catch (error) {
    if (!(error instanceof SolveAborted)) throw error;
    const { status, message } = abortReason(context.signal);
    return {
      status,
      reason: message,
      history: [],
      timing: { patterns: (performance.now() - started) / 1000 },
    };
  }
  const start = softStart(problem, options, found.patterns, known);
  const previous = before && known && { start: before.patterns, known };
  const planned = mode === 'stable' ? planSearch(problem, options, found, context, previous) : undefined;
  const shape = trainingShape(
    problem,
    'neurons' in start ? start.neurons.rows / 2 : found.patterns.length,
    loss,
  );
  const conic = chooseBackend(
    options.backend === interiorName || options.backend === splittingName ? 'auto' : options.backend,
    context.conicSolvers,
    shape,
    '/backend',
  );
  let backend: ChosenBackend = conic;
  const second =
    options.backend === 'auto' ? secondOpinion(shape, x.cols, context.conicSolvers, conic.solver) : undefined;
  const thread = openSolverThread(conic.solver, context.signal);
  const attempts: (Attempt | SearchState)[] = [];
  let global: GlobalBound | undefined;
  let patterns: readonly Pattern[] = found.patterns;
  let undecided = 0;
  let patternSeconds = 0;
  let baseline: LinearBaseline | undefined;
  let stopped: StopReason | undefined;
  let engine: SoftEngine | undefined;
  try {
    if (isAdversarial(problem))
      baseline = await linearBaseline(problem, loss, thread, context.seed, context.signal);
    if (mode === 'stable') {
      ({ patterns, undecided } =
        before ??
        (await withStableDirections(problem, planned?.start ?? found.patterns, thread, (fraction) =>
          context.report({ phase: 'patterns', fraction: patternShare * fraction }),
        )));
    }
    patternSeconds = (performance.now() - started) / 1000;
    const exact = trainingShape(problem, patterns.length, loss);
    const neurons = softNeurons(start);
    const own =
      mode === 'stable'
        ? chooseStableEngine(problem, options, patterns, exact, !planned)
        : chooseSoftEngine(problem, options, neurons);
    if (own) {
      backend = own.choice;
      if (own.fits !== true) throw new OutOfReach(own.fits);
    }
    if (mode !== 'stable') {
      // Where the program itself is solved, and slopes stay as they are, nothing descends.
      const descends = !own || mode === 'soft-mm';
      const fits =
        descends && suitsTensors(problem, neurons) && softFits({ rows: x.rows, cols: x.cols, neurons });
      if (typeof fits === 'string') throw new OutOfReach(fits);
      engine = await chooseEngine(problem, neurons, descends ? context.tensors : undefined, context.seed);
      if (engine.backend) backend = engine.backend;
    }
    const solving: Solving = {
      thread,
      x,
      weight: problem.weight,
      tolerance: options.tolerance,
      started,
      ...(own
        ? { [own.method]: { signal: context.signal, choice: own.choice, tensors: context.tensors } }
        : {}),
    };
    const search: AsyncIterable<Attempt | SearchState> = planned
      ? generateColumns(problem, loss, { ...planned, start: patterns }, solving)
      : mode === 'stable'
        ? stableSearch(problem, patterns, loss, solving, second, context.signal, known)
        : softSearch(problem, start, {
            loss,
            improve: mode === 'soft-mm',
            solving,
            engine: engine!,
            seed: context.seed,
            signal: context.signal,
          });
    context.report({ phase: 'solve', fraction: patternShare });
    for await (const attempt of search) {
      // Certificates are as large as the data times the patterns: only the last one is kept.
      const last = attempts.pop();
      if (last) attempts.push({ ...last, incumbent: undefined });
      attempts.push(attempt);
      if ('round' in attempt) {
        patterns = attempt.patterns;
        global = attempt.global;
      }
      // Nobody knows how many attempts there will be: each takes the bar a little nearer to its end.
      const fraction = 1 - (1 - patternShare) * 0.98 ** attempts.length;
      context.report({ phase: 'solve', fraction, ...attempt.history });
    }
    const reached = attempts.at(-1)?.incumbent;
    if (found.complete && isAdversarial(problem) && reached) {
      context.report({ phase: 'global bound' });
      global = await adversarialBound(
        problem,
        networkOf(reached.neurons, problem.norm),
        loss,
        thread,
        context,
      );
    }
    if (context.signal.aborted) stopped = abortReason(context.signal);
  } catch (error) {
    if (error instanceof OutOfReach) stopped = { status: 'limit', message: error.message };
    else if (error instanceof SolveAborted) stopped = abortReason(context.signal);
    else throw error;
  } finally {
    engine?.close();
    await thread.close();
  }
  const run: ConvexRun = {
    mode,
    found,
    patterns,
    undecided,
    attempts,
    global,
    wanted: options.patterns,
    tolerance: options.tolerance,
    backend,
    version: backend === conic ? thread.version() : undefined,
    baseline,
    startedFrom: before?.weight,
    stopped,
    patternSeconds,
    seconds: (performance.now() - started) / 1000,
  };
  const last = attempts.at(-1);
  const state: ConvexState | undefined =
    last && !options.start
      ? {
          weight: problem.weight,
          found,
          patterns,
          undecided,
          incumbent: last.incumbent,
          global,
          slopes: attempts.findLast(({ slopes }) => slopes)?.slopes ?? known?.slopes,
        }
      : before;
  return { ...convexOutcome(problem, run), state };
}

/** Patterns as they were found or with slopes priced in, or the neurons of the network that the options start from. */
function softStart(
  problem: Problem,
  { patterns: wanted, start }: ConvexOptions,
  patterns: readonly Pattern[],
  known: WarmStart | undefined,
): SoftStart {
  if (start) return { neurons: neuronsOf(startNetwork(problem, start.network!, '/start/network')) };
  const from = known ? { patterns, known } : { patterns };
  return wanted?.method === 'priced' ? { ...from, pricingGap: wanted.gap } : from;
}

/** Neurons of a soft program: two a pattern, those of the network it starts from, or of another weight's slopes. */
function softNeurons(start: SoftStart): number {
  if ('neurons' in start) return start.neurons.rows;
  return start.known?.slopes?.rows ?? 2 * start.patterns.length;
}
