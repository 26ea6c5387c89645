import type { ActivationSpec, IalamOptions } from '../../core/generated/documents.js';
import { type AnyProblem, isAdversarial } from '../../core/problem.js';
import { schema } from '../../core/schemas.js';
import type { StopRule } from '../../core/stop.js';
import type { TrainContext, Trainer, TrainOutcome } from '../../plugins/trainer.js';
import { drive, type Run } from '../driver.js';
import { loadTensors, withoutSynchronousReads } from '../tensors.js';
import { type IalamPlan, ialam } from './algorithm.js';

/** Training by splitting instead of gradients, with column lasso: columns of zeros are exactly zero. */
export const ialamTrainer: Trainer = {
  kind: 'trainer',
  apiVersion: 1,
  path: 'nonconvex',
  name: 'ialam',
  description:
    'An inexact augmented Lagrangian method for (leaky) ReLU networks with column lasso: every step is a convex program or a closed form.',
  optionsSchema: schema('solvers/ialam.json'),
  references: [
    'Liu, Liu, Chen: An Inexact Augmented Lagrangian Algorithm for Training Leaky ReLU Neural Network with Group Sparsity. JMLR 24 (2023)',
  ],
  supports: (problem) => refusal(problem) ?? true,
  train: (problem, options, context) => train(problem, options as IalamOptions, context),
};

/** Why a problem cannot be trained, or undefined. */
function refusal(problem: AnyProblem): string | undefined {
  const { model, loss, regularizer } = problem;
  if (model.type !== 'mlp') return `cannot train the model "${model.type}": set model.type to "mlp"`;
  if (negativeSlope(model.activation) === undefined || model.activation === 'linear')
    return 'trains networks with relu or leaky-relu: set model.activation to one of them';
  if (negativeSlope(model.outputActivation) === undefined)
    return 'has outputs through relu, leaky-relu or linear: set model.outputActivation to one of them';
  if (!model.bias) return 'trains a bias for every neuron: leave model.bias true';
  if (loss.name !== 'squared') return `cannot train the loss "${loss.name}": set loss.type to "squared"`;
  if (regularizer.name !== 'column-lasso' && !regularizer.penaltyOf)
    return `cannot train with the regularizer "${regularizer.name}": set regularizer.type to "column-lasso", or to a penalty of the weights that has an operator`;
  if (isAdversarial(problem)) return 'trains without a threat: leave it out';
  return withoutSynchronousReads();
}

/** s of max(t, s t), or undefined for other activations. */
function negativeSlope(activation: ActivationSpec): number | undefined {
  if (activation === 'relu') return 0;
  if (activation === 'linear') return 1;
  return typeof activation === 'object' ? activation.slope : undefined;
}

/** The slopes of all layers of a problem that is supported. */
function slopesOf({ model }: AnyProblem): number[] {
  if (model.type !== 'mlp') throw new RangeError(`the model ${model.type} is not supported`);
  const { hidden, activation, outputActivation } = model;
  return [...hidden.map(() => activation), outputActivation].map((each) => negativeSlope(each)!);
}

/** Options in units of c become numbers; the loss is c ||f - y||^2 with c half the loss scale. */
export function planOf(problem: AnyProblem, options: IalamOptions): IalamPlan {
  const { inner, init, decrease, shrinkage, power, memory, weightTolerance, weightIterations } = options;
  const dataWeight = problem.lossScale / 2;
  const rho = options.rho * dataWeight;
  return {
    init,
    inner,
    rho,
    dataWeight,
    slopes: slopesOf(problem),
    lambdaV: options.lambdaV * dataWeight,
    beta: options.beta * dataWeight,
    tau1: options.tau * rho,
    rule: { decrease, shrinkage, power, memory },
    weights: { tolerance: weightTolerance, iterations: weightIterations },
  };
}

async function train(
  problem: AnyProblem,
  options: IalamOptions,
  { signal, report, checkpoints }: TrainContext,
): Promise<TrainOutcome> {
  const began = performance.now();
  const { tf, backend, description: tensorBackend } = await loadTensors();
  const loadSeconds = (performance.now() - began) / 1000;

  const plan = planOf(problem, options);
  const run = await drive(tf, ialam(tf, problem, plan), {
    iterations: options.iterations,
    unit: 'iterations',
    ...watched(penaltyAbove(options.growthLimit * plan.rho), report),
    signal,
    checkpoints,
  });
  return {
    status: run.stopped.status,
    reason: run.stopped.message,
    network: run.network,
    backend: `tfjs-${backend}`,
    version: tf.version_core,
    iterations: run.iterations,
    details: { bestIteration: run.bestIteration, ...run.history.at(-1)?.residuals, ...run.details },
    tensorBackend,
    history: run.history,
    timing: {
      load: loadSeconds,
      train: run.seconds - run.evaluateSeconds,
      evaluateObjective: run.evaluateSeconds,
    },
  };
}

/** The same rule and reports, which say what was measured last. */
function watched(stop: StopRule, report: TrainContext['report']): Pick<Run, 'stop' | 'report'> {
  let phase: string | undefined;
  return {
    stop(snapshot) {
      const { feasVi, zeroColumns } = snapshot.residuals;
      phase = `FeasVi ${feasVi!.toExponential(1)}, ${(100 * zeroColumns!).toFixed(0)} % of the columns zero`;
      return stop(snapshot);
    },
    report: (progress) => report(phase === undefined ? progress : { ...progress, phase }),
  };
}

/** The authors' rule. That the penalty is large does not prove convergence: the message says how feasible the end is. */
function penaltyAbove(limit: number): StopRule {
  return ({ residuals: { rho = 0, feasVi = Number.NaN, raisedByMultipliers = 0 } }) => {
    if (rho <= limit) return null;
    const multipliers =
      raisedByMultipliers > 0 ? `, raised by the multipliers ${raisedByMultipliers} times` : '';
    const message = `the penalty ${rho.toPrecision(3)} passed its limit ${limit.toPrecision(3)}${multipliers}; infeasibility ${feasVi.toExponential(1)}`;
    return { status: 'inaccurate', message };
  };
}
