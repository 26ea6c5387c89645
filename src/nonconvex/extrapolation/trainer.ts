import { inputError } from '../../core/errors.js';
import type { ExtrapolationOptions } from '../../core/generated/documents.js';
import { type AnyProblem, isAdversarial } from '../../core/problem.js';
import { schema } from '../../core/schemas.js';
import type { StopRule } from '../../core/stop.js';
import type { TrainContext, Trainer, TrainOutcome } from '../../plugins/trainer.js';
import { drive } from '../driver.js';
import { tensorLosses } from '../losses.js';
import { loadTensors } from '../tensors.js';
import { extrapolation } from './algorithm.js';
import { firstFinalStage, mostStages } from './continuation.js';
import { measuresOf, networkDetails } from './measures.js';
import { splitObstacle } from './splitting-of.js';

/** Non-smooth regularization with proximal extrapolation, as a plugin. */
export const extrapolationTrainer: Trainer = {
  kind: 'trainer',
  apiVersion: 1,
  path: 'nonconvex',
  name: 'extrapolation',
  description:
    'Proximal splitting of a non-smooth regularizer of codes or weights, with extrapolation and a falling penalty.',
  optionsSchema: schema('solvers/extrapolation.json'),
  references: ['Amini et al.: Non-smooth regularisation of neural networks with proximal extrapolation'],

  supports(problem) {
    const { regularizer, loss } = problem;
    if (!Object.hasOwn(tensorLosses, loss.name)) return `cannot train the loss "${loss.name}"`;
    const obstacle = splitObstacle(regularizer);
    if (obstacle !== undefined) return obstacle;
    if (isAdversarial(problem)) return 'it trains without a threat';
    return true;
  },

  check(problem, given, { pointer }) {
    const { batch, learningRate, muMax, muMin, restart } = given as ExtrapolationOptions;
    if (muMin > muMax) throw inputError(`${pointer}/muMin`, `must be at most muMax, ${muMax}`);
    const partial = batch !== 'full' && batch < problem.train.x.rows;
    if (partial && learningRate === undefined) {
      throw inputError(
        `${pointer}/batch`,
        'backtracking needs the full batch: set a learningRate, or batch to "full"',
      );
    }
    if (restart && (partial || learningRate !== undefined)) {
      throw inputError(`${pointer}/restart`, 'goes with the full batch and without a learningRate');
    }
  },

  train: (problem, options, context) => train(problem, options as ExtrapolationOptions, context),
};

async function train(
  given: AnyProblem,
  options: ExtrapolationOptions,
  { seed, signal, report, checkpoints }: TrainContext,
): Promise<TrainOutcome> {
  const began = performance.now();
  const { tf, backend, description: tensorBackend } = await loadTensors();
  const loadSeconds = (performance.now() - began) / 1000;
  const problem = { ...given, seed };
  const run = await drive(tf, extrapolation(tf, problem, options, measuresOf(problem)), {
    iterations: options.stageEpochs * mostStages(options),
    unit: options.batch === 'full' ? 'iterations' : 'epochs',
    stop: whereSplitMeets(options),
    signal,
    report,
    checkpoints,
  });
  const last = run.history.at(-1);
  return {
    status: run.stopped.status,
    reason: run.stopped.message,
    network: run.network,
    backend: `tfjs-${backend}`,
    version: tf.version_core,
    iterations: run.iterations,
    details: {
      bestIteration: run.bestIteration,
      ...last?.residuals,
      ...(run.stopped.status === 'diverged' ? {} : networkDetails(problem, run.network)),
    },
    tensorBackend,
    history: run.history,
    timing: {
      load: loadSeconds,
      train: run.seconds - run.evaluateSeconds,
      evaluateObjective: run.evaluateSeconds,
    },
  };
}

/** Converged: at the end of a stage at muMin, ||g(p) - s||^2 <= zeta. */
function whereSplitMeets({ zeta, stageEpochs, ...continuation }: ExtrapolationOptions): StopRule {
  const first = (firstFinalStage(continuation) + 1) * stageEpochs;
  return ({ iteration, residuals }) => {
    const gap = residuals['gap'];
    if (iteration < first || iteration % stageEpochs !== 0 || gap === undefined || gap > zeta) return null;
    return { status: 'solved', message: `squared gap ${gap.toExponential(1)} <= ${zeta} at the last mu` };
  };
}
