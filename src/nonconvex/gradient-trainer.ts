import { inputError } from '../core/errors.js';
import type { GradientCommon } from '../core/generated/documents.js';
import { type AnyProblem, isAdversarial } from '../core/problem.js';
import { isCodePenalty } from '../core/regularizers/code-penalty.js';
import { isGramPenalty } from '../core/regularizers/penalty-of-grams.js';
import type { Regularizer } from '../core/regularizers/regularizer.js';
import type { JsonSchema } from '../core/schemas.js';
import { anyOf, residualBelow, type StopRule, withoutImprovement } from '../core/stop.js';
import type { TrainContext, Trainer, TrainOutcome } from '../plugins/trainer.js';
import { gradientDescent } from './algorithms/gradient.js';
import type { Optimizer } from './algorithms/optimizers/optimizer.js';
import type { BoxAttack } from './box-attack.js';
import { codeSlopesOf } from './code-penalties.js';
import { drive } from './driver.js';
import { heldOutCount } from './held-out-rows.js';
import { tensorLosses } from './losses.js';
import { hasTensorKernel, tensorRegularizerOf } from './regularizers.js';
import { loadTensors, withoutSynchronousReads } from './tensors.js';

/** What one member of the gradient family fixes; the rest comes from its options. */
export interface GradientTrainer<Options extends GradientCommon> {
  readonly name: string;
  readonly description: string;
  readonly optionsSchema: JsonSchema;
  readonly references: readonly string[];
  optimizer(options: Options): Optimizer;
  /** True where its optimizer scales every entry's step by itself, so that no proximal step can follow. */
  readonly adaptive?: boolean;
  /** Present: adversarial training, which needs a threat. */
  attack?(options: Options): BoxAttack;
  /** Present: the Parseval retraction after every step. */
  retraction?(options: Options): number;
}

/** What every member reads from its options. */
type CommonOptions = GradientCommon & { learningRate?: number };

/** A trainer of the gradient family, as a plugin. */
export function gradientTrainer<Options extends CommonOptions>(member: GradientTrainer<Options>): Trainer {
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
      if (!Object.hasOwn(tensorLosses, problem.loss.name))
        return `cannot train the loss "${problem.loss.name}"`;
      const obstacle = regularizerObstacle(problem.regularizer, member.adaptive ?? false);
      if (obstacle !== undefined) return obstacle;
      if (member.attack && !isAdversarial(problem))
        return 'there is no threat: set threat.radius, or use gd-std';
      return true;
    },
    check: (problem, options, { pointer }) =>
      checkOptions(problem, options as Options, member.optimizer(options as Options), pointer),
    train: (problem, options, context) => train(member, problem, options as Options, context),
  };
}

/** Why a regularizer cannot be trained with, or undefined. */
function regularizerObstacle(regularizer: Regularizer, adaptive: boolean): string | undefined {
  const { name } = regularizer;
  if (codeSlopesOf(regularizer)) return hasTensorKernel(regularizer) ? undefined : withoutSynchronousReads();
  if (isCodePenalty(regularizer)) {
    return `the penalty "${name}" of the codes has no gradient: use the solver "extrapolation", which takes its operator`;
  }
  if (!tensorRegularizerOf(regularizer)) {
    const target = isGramPenalty(regularizer) ? ' of Gram matrices: use the solver "extrapolation"' : '';
    return `it trains with weight decay, column-lasso, penalties of the weights that have an operator or a gradient, and penalties of codes, not with ${name}${target}`;
  }
  if (adaptive && !hasGradient(regularizer)) {
    return `${name} has no gradient, only a proximal operator, and steps that are scaled entry by entry leave no room for it: use sgd or momentum`;
  }
  return hasTensorKernel(regularizer) ? undefined : withoutSynchronousReads();
}

function hasGradient(regularizer: Regularizer): boolean {
  return (codeSlopesOf(regularizer) ?? tensorRegularizerOf(regularizer)?.gradient) !== undefined;
}

/** By its gradient where the regularizer has one and nothing else is asked for. */
function regularizationOf(
  { regularizer }: AnyProblem,
  { regularization }: Pick<GradientCommon, 'regularization'>,
): 'gradient' | 'proximal' {
  return regularization ?? (hasGradient(regularizer) ? 'gradient' : 'proximal');
}

function checkOptions(problem: AnyProblem, options: CommonOptions, optimizer: Optimizer, pointer: string) {
  const { tolerance, batch, validation } = options;
  const regularization = regularizationOf(problem, options);
  if (tolerance > 0 && batch !== 'full') {
    throw inputError(
      `${pointer}/tolerance`,
      'can only be met by full-batch descent: set "batch" to "full", or leave the tolerance out',
    );
  }
  if (regularization === 'proximal' && !optimizer.proximal) {
    const why = `"proximal" does not go with ${optimizer.name}, which scales every entry's step by itself`;
    const instead = hasGradient(problem.regularizer) ? '"gradient", or sgd or momentum' : 'sgd or momentum';
    throw inputError(`${pointer}/regularization`, `${why}: use ${instead}`);
  }
  if (regularization === 'gradient' && !hasGradient(problem.regularizer)) {
    const why = `${problem.regularizer.name} has no gradient that says anything`;
    throw inputError(`${pointer}/regularization`, `${why}: use "proximal"`);
  }
  if (regularization === 'proximal' && codeSlopesOf(problem.regularizer)) {
    const why = `"proximal" is for penalties of weights: ${problem.regularizer.name} is one of codes`;
    throw inputError(`${pointer}/regularization`, `${why}, use "gradient" or the solver "extrapolation"`);
  }
  const rows = problem.train.x.rows;
  const held = heldOutCount(validation ?? 0, rows);
  if (validation !== undefined && (held < 1 || held >= rows)) {
    throw inputError(
      `${pointer}/validation`,
      `${validation} of the ${rows} training rows are ${held}: at least one must be held out and one be left`,
    );
  }
}

async function train<Options extends CommonOptions>(
  member: GradientTrainer<Options>,
  problem: AnyProblem,
  options: Options,
  context: TrainContext,
): Promise<TrainOutcome> {
  const { epochs, batch, schedule, validation } = options;
  const regularization = regularizationOf(problem, options);
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
      regularization,
      optimizer,
      learningRate: options.learningRate ?? defaultLearningRate(optimizer, problem),
      ...(validation === undefined ? {} : { validation }),
      ...(member.attack ? { attack: member.attack(options) } : {}),
      ...(member.retraction ? { retraction: member.retraction(options) } : {}),
      ...(context.previous?.network ? { start: context.previous.network } : {}),
    },
  );
  const { signal, report, checkpoints } = context;
  const run = await drive(tf, algorithm, {
    iterations: epochs,
    unit: 'epochs',
    stop: stopRule(options),
    signal,
    report,
    checkpoints,
  });

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

/** The optimizer's own default for the weight of the problem's loss. */
export function defaultLearningRate(optimizer: Optimizer, { lossScale, train }: AnyProblem): number {
  return optimizer.defaultRate(lossScale * train.x.rows);
}

function stopRule({ tolerance, patience }: CommonOptions): StopRule {
  return anyOf(
    onGrowth(),
    ...(tolerance > 0 ? [residualBelow('gradient', tolerance)] : []),
    ...(patience === undefined
      ? []
      : [
          withoutImprovement(
            patience,
            'epochs',
            ({ objective, residuals }) => residuals.validation ?? objective,
          ),
        ]),
  );
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
