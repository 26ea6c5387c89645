import { inputError } from '../core/errors.js';
import type { GradientCommon } from '../core/generated/documents.js';
import { normText } from '../core/norms/index.js';
import { type AnyProblem, isAdversarial, outputCount } from '../core/problem.js';
import type { JsonSchema } from '../core/schemas.js';
import { anyOf, residualBelow, type StopRule } from '../core/stop.js';
import type { TrainContext, Trainer, TrainOutcome } from '../plugins/trainer.js';
import { gradientDescent } from './algorithms/gradient.js';
import type { OptimizerName } from './algorithms/optimizers.js';
import type { BoxAttack } from './box-attack.js';
import { drive } from './driver.js';
import { tensorLosses } from './losses.js';
import { loadTensors } from './tensors.js';

/** What one member of the gradient family fixes; the rest comes from its options. */
export interface GradientTrainer<Options extends GradientCommon> {
  readonly name: string;
  readonly description: string;
  readonly optionsSchema: JsonSchema;
  readonly references: readonly string[];
  optimizer(options: Options): OptimizerName;
  /** Present: adversarial training, which needs a threat. */
  attack?(options: Options): BoxAttack;
}

/** A trainer of the gradient family, as a plugin. */
export function gradientTrainer<Options extends GradientCommon & { learningRate?: number }>(
  member: GradientTrainer<Options>,
): Trainer {
  const { name, description, optionsSchema, references } = member;
  return {
    kind: 'trainer',
    apiVersion: 1,
    path: 'nonconvex',
    name,
    description,
    optionsSchema,
    references,
    supports(problem) {
      if (problem.model.type !== 'relu') return `it trains the model "relu", not "${problem.model.type}"`;
      if (outputCount(problem) > 1) return `it trains one output, the targets have ${outputCount(problem)}`;
      if (!Object.hasOwn(tensorLosses, problem.loss.name))
        return `cannot train the loss "${problem.loss.name}"`;
      if (problem.norm.spec.norm !== 'l2') {
        return `it trains with weight decay, not with the norm ${normText(problem.norm.spec)} of group-lasso`;
      }
      if (member.attack && !isAdversarial(problem))
        return 'there is no threat: set threat.radius, or use gd-std';
      return true;
    },
    check(_problem, options, { pointer }) {
      const { tolerance, batch } = options as Options;
      if (tolerance > 0 && batch !== 'full') {
        throw inputError(
          `${pointer}/tolerance`,
          'can only be met by full-batch descent: set "batch" to "full", or leave the tolerance out',
        );
      }
    },
    train: (problem, options, context) => train(member, problem, options as Options, context),
  };
}

async function train<Options extends GradientCommon & { learningRate?: number }>(
  member: GradientTrainer<Options>,
  problem: AnyProblem,
  options: Options,
  context: TrainContext,
): Promise<TrainOutcome> {
  const { epochs, batch, schedule, tolerance } = options;
  const optimizer = member.optimizer(options);
  const began = performance.now();
  const { tf, backend, description: tensorBackend } = await loadTensors();
  const loadSeconds = (performance.now() - began) / 1000;

  const algorithm = gradientDescent(
    tf,
    { ...problem, seed: context.seed },
    {
      epochs,
      batch,
      schedule,
      optimizer,
      learningRate: options.learningRate ?? defaultLearningRate(optimizer, problem),
      ...(member.attack ? { attack: member.attack(options) } : {}),
    },
  );
  const stop = tolerance > 0 ? anyOf(onGrowth(), residualBelow('gradient', tolerance)) : onGrowth();
  const { signal, report } = context;
  const run = await drive(tf, algorithm, { iterations: epochs, unit: 'epochs', stop, signal, report });

  return {
    status: run.stopped.status,
    reason: run.stopped.message,
    network: run.network,
    backend: `tfjs-${backend}`,
    version: tf.version_core,
    iterations: run.iterations,
    details: { bestEpoch: run.bestIteration },
    tensorBackend,
    history: run.history,
    timing: {
      load: loadSeconds,
      train: run.seconds - run.evaluateSeconds,
      evaluateObjective: run.evaluateSeconds,
    },
  };
}

/**
 * 0.01 for Adam, whose steps do not depend on the scale of the loss. 0.1 for SGD on a mean loss; a loss sum that
 * weighs c n times as much has gradients that many times as long.
 */
export function defaultLearningRate(optimizer: OptimizerName, { lossScale, train }: AnyProblem): number {
  return optimizer === 'adam' ? 0.01 : 0.1 / (lossScale * train.x.rows);
}

/** Diverged: the objective is `factor` times that of the starting point, though still a number. */
function onGrowth(factor = 1e6): StopRule {
  let start: number | undefined;
  return ({ objective, iteration }) => {
    start ??= objective;
    if (objective <= factor * start) return null;
    const message = `the objective grew from ${start.toPrecision(3)} to ${objective.toPrecision(3)} by iteration ${iteration}`;
    return { status: 'diverged', message };
  };
}
