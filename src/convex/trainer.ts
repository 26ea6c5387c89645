import type { ConvexOptions } from '../core/generated/documents.js';
import { isAdversarial, type Problem } from '../core/problem.js';
import { schema } from '../core/schemas.js';
import { abortReason, type StopReason } from '../core/stop.js';
import type { TrainContext, Trainer, TrainOutcome } from '../plugins/trainer.js';
import { checkPatterns, choosePatterns } from './choose-patterns.js';
import { stableFormulation } from './formulations/stable.js';
import { lossBlocks } from './losses/index.js';
import { networkOf } from './neurons.js';
import type { Pattern, PatternSet } from './patterns/pattern.js';
import { confidenceLevel } from './patterns/sample-bound.js';
import { adversarialBound } from './pricing/adversarial-bound.js';
import { generateColumns, type SearchState } from './pricing/generate-columns.js';
import type { GlobalBound } from './pricing/global-bound.js';
import { reportedBound, searchVerdict } from './pricing/outcome.js';
import { planSearch } from './pricing/plan-search.js';
import { withStableDirections } from './prune.js';
import { type Attempt, closedGap, solveCertified } from './solve-certified.js';
import { chooseBackend } from './solvers/choose-backend.js';
import { openSolverThread, SolveAborted } from './solvers/solver-thread.js';

/** Trains one-hidden-layer ReLU networks by convex programming over activation patterns, to a certified gap. */
export const convexTrainer: Trainer = {
  kind: 'trainer',
  name: 'convex',
  apiVersion: 1,
  path: 'convex',
  description: 'Convex program over ReLU activation patterns, solved to a certified gap.',
  optionsSchema: schema('solvers/convex.json'),
  references: [
    'Bai, Gautam, Gai, Sojoudi: Practical convex formulation of robust one-hidden-layer network training',
  ],

  supports(problem) {
    if (lossBlocks[problem.loss.name]) return true;
    return `it has programs for the losses ${Object.keys(lossBlocks).join(', ')}, not for ${problem.loss.name}`;
  },

  check(problem, options, { pointer, conicSolvers }) {
    chooseBackend((options as ConvexOptions).backend, conicSolvers, `${pointer}/backend`);
    checkPatterns(problem, options as ConvexOptions, pointer);
  },

  async train(problem, options, context) {
    return trainConvex(problem, options as ConvexOptions, context);
  },
};

async function trainConvex(
  problem: Problem,
  options: ConvexOptions,
  context: TrainContext,
): Promise<TrainOutcome> {
  const loss = lossBlocks[problem.loss.name]!;
  const backend = chooseBackend(options.backend, context.conicSolvers, '/backend');
  const started = performance.now();
  const found = choosePatterns(problem, options, context.seed, '');
  const search = planSearch(problem, options, found, context);
  const thread = openSolverThread(backend, context.signal);
  const attempts: Attempt[] = [];
  let searched: SearchState | undefined;
  let global: GlobalBound | undefined;
  let patterns: readonly Pattern[] = [];
  let patternSeconds = 0;
  let stopped: StopReason | undefined;
  try {
    patterns = await withStableDirections(problem, search?.start ?? found.patterns, thread, (fraction) =>
      context.report({ phase: 'patterns', fraction: 0.2 * fraction }),
    );
    patternSeconds = (performance.now() - started) / 1000;
    context.report({ phase: 'solve', fraction: 0.2 });
    const { x } = problem.train;
    const solving = { thread, x, weight: problem.weight, tolerance: options.tolerance, started };
    const programs: AsyncIterable<Attempt | SearchState> = search
      ? generateColumns(problem, loss, { ...search, start: patterns }, solving)
      : solveCertified(stableFormulation(problem, patterns, loss), solving);
    for await (const attempt of programs) {
      attempts.push(attempt);
      if ('round' in attempt) {
        searched = attempt;
        patterns = attempt.patterns;
        global = attempt.global;
      }
      const { iteration, ...point } = attempt.history;
      context.report({
        phase: 'solve',
        iteration,
        fraction: 0.2 + 0.8 * (1 - 0.7 ** attempts.length),
        ...point,
      });
    }
    const reached = attempts.at(-1)?.incumbent;
    if (found.complete && isAdversarial(problem) && reached) {
      context.report({ phase: 'global bound' });
      global = await adversarialBound(problem, networkOf(reached.neurons), loss, thread, context);
    }
  } catch (error) {
    if (!(error instanceof SolveAborted)) throw error;
    stopped = abortReason(context.signal);
  } finally {
    await thread.close();
  }

  const last = attempts.at(-1);
  const incumbent = last?.incumbent;
  const version = thread.version();
  const { status, message } =
    stopped ?? (searched && searchVerdict(searched)) ?? verdict(last, options.tolerance);
  return {
    status,
    reason: found.note ? `${message}; ${found.note}` : message,
    ...(incumbent
      ? { network: networkOf(incumbent.neurons), ...reportedBound(incumbent.bound, patterns.length, global) }
      : {}),
    backend: backend.name,
    ...(version ? { version } : {}),
    ...(last ? { native: last.solution.native, iterations: last.solution.iterations } : {}),
    details: {
      ...(found.draws === undefined ? {} : { draws: found.draws }),
      ...improvementBound(problem, options, found),
      distinctPatterns: found.patterns.length,
      patternsUsed: patterns.length,
      ...(isAdversarial(problem) ? { patternsPruned: found.patterns.length - patterns.length } : {}),
      ...(searched ? { rounds: searched.round } : { attempts: attempts.length }),
      ...(global && incumbent ? { globalLower: global.value, programLower: incumbent.bound.value } : {}),
      ...(last ? { rows: last.rows, nonzeros: last.nonzeros } : {}),
      ...(incumbent ? { coneViolation: incumbent.coneViolation, unrepaired: incumbent.unrepaired } : {}),
    },
    history: attempts.map((attempt) => attempt.history),
    timing: {
      patterns: patternSeconds,
      solve: (performance.now() - started) / 1000 - patternSeconds,
    },
  };
}

/** The psi xi of Theorem 2, which is about a fixed number of independent draws for standard training. */
function improvementBound(problem: Problem, { patterns }: ConvexOptions, { draws }: PatternSet) {
  if (isAdversarial(problem) || patterns?.method !== 'sampled' || !patterns.draws || !draws) return {};
  return { improvementBound: Math.min(1, confidenceLevel(problem.train.x.rows, draws)) };
}

function verdict(last: Attempt | undefined, tolerance: number): StopReason {
  const incumbent = last?.incumbent;
  if (!incumbent) {
    const native = last?.solution.native ?? 'nothing';
    return { status: 'failed', message: `the conic solver returned no point (its status: ${native})` };
  }
  const closed = closedGap(incumbent.upper, tolerance);
  const gap = `certified gap ${incumbent.gap.toExponential(1)}`;
  return incumbent.gap <= closed
    ? { status: 'solved', message: `${gap} <= ${closed.toExponential(1)}` }
    : { status: 'inaccurate', message: `${gap} is still above ${closed.toExponential(1)}` };
}
