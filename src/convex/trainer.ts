import type { ConvexOptions } from '../core/generated/documents.js';
import { isAdversarial, type Problem } from '../core/problem.js';
import { schema } from '../core/schemas.js';
import { abortReason, type StopReason } from '../core/stop.js';
import type { TrainContext, Trainer, TrainOutcome } from '../plugins/trainer.js';
import { choosePatterns } from './choose-patterns.js';
import { stableFormulation } from './formulations/stable.js';
import { lossBlocks } from './losses/index.js';
import { fewestNeurons } from './merge-neurons.js';
import { networkOf } from './neurons.js';
import { explicitPatterns } from './patterns/explicit.js';
import type { Pattern } from './patterns/pattern.js';
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
    const { backend, patterns } = options as ConvexOptions;
    chooseBackend(backend, conicSolvers, `${pointer}/backend`);
    if (patterns?.method === 'explicit') {
      explicitPatterns(patterns.patterns, problem.train.x.rows, `${pointer}/patterns/patterns`);
    }
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
  const thread = openSolverThread(backend, context.signal);
  const attempts: Attempt[] = [];
  let patterns: readonly Pattern[] = [];
  let patternSeconds = 0;
  let stopped: StopReason | undefined;
  try {
    patterns = await withStableDirections(problem, found.patterns, thread, (fraction) =>
      context.report({ phase: 'patterns', fraction: 0.2 * fraction }),
    );
    patternSeconds = (performance.now() - started) / 1000;
    context.report({ phase: 'solve', fraction: 0.2 });
    const { x } = problem.train;
    const solving = { thread, x, weight: problem.weight, tolerance: options.tolerance, started };
    for await (const attempt of solveCertified(stableFormulation(problem, patterns, loss), solving)) {
      attempts.push(attempt);
      const { iteration, ...point } = attempt.history;
      context.report({ phase: 'solve', iteration, fraction: 0.2 + 0.25 * attempts.length, ...point });
    }
  } catch (error) {
    if (!(error instanceof SolveAborted)) throw error;
    stopped = abortReason(context.signal);
  } finally {
    await thread.close();
  }

  const last = attempts.at(-1);
  const incumbent = last?.incumbent;
  const network = incumbent && networkOf(fewestNeurons(problem, patterns, incumbent.neurons));
  const version = thread.version();
  const { status, message } = stopped ?? verdict(last, options.tolerance);
  return {
    status,
    reason: found.note ? `${message}; ${found.note}` : message,
    ...(incumbent && network
      ? {
          network,
          lower: {
            value: incumbent.bound.value,
            scope: 'sampled-patterns',
            how: `dual multipliers of the program on ${patterns.length} patterns, made exactly feasible in float64`,
          },
          certificate: incumbent.bound.certificate(),
        }
      : {}),
    backend: backend.name,
    ...(version ? { version } : {}),
    ...(last ? { native: last.solution.native, iterations: last.solution.iterations } : {}),
    details: {
      ...(found.draws === undefined ? {} : { draws: found.draws }),
      distinctPatterns: found.patterns.length,
      patternsUsed: patterns.length,
      ...(isAdversarial(problem) ? { patternsPruned: found.patterns.length - patterns.length } : {}),
      attempts: attempts.length,
      ...(last ? { rows: last.rows, nonzeros: last.nonzeros } : {}),
      ...(incumbent ? { coneViolation: incumbent.coneViolation, unrepaired: incumbent.unrepaired } : {}),
      ...(incumbent && network
        ? {
            neuronsSolver: networkOf(incumbent.neurons).output.length,
            neuronsFewest: network.output.length,
          }
        : {}),
    },
    history: attempts.map((attempt) => attempt.history),
    timing: {
      patterns: patternSeconds,
      solve: (performance.now() - started) / 1000 - patternSeconds,
    },
  };
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
