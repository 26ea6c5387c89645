import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { ScheduleSpec } from '../../core/generated/documents.js';
import type { Network } from '../../core/network.js';
import type { AnyProblem } from '../../core/problem.js';
import { createRandom } from '../../core/random.js';
import type { Algorithm } from '../algorithm.js';
import { attackOffsets, type BoxAttack, displaced } from '../box-attack.js';
import { codeSlopesOf } from '../code-penalties.js';
import { codedGradients } from '../gradients/coded.js';
import { holdOut } from '../held-out-rows.js';
import { tensorLosses } from '../losses.js';
import { autoencoderHalves } from '../networks/autoencoder-halves.js';
import type { TensorNetwork } from '../networks/tensor-network.js';
import { replaced, trainedParameters } from '../networks/trained-parameters.js';
import { parsevalRetraction } from '../parseval.js';
import { tensorRegularizerOf } from '../regularizers.js';
import { rateFactor } from '../schedules.js';
import { matrixTensor, rowTensor, type TensorLibrary } from '../tensors.js';
import { epochsPerEvaluation, lossTerms, objectiveTerms, trainingOf } from '../training-objective.js';
import type { Optimizer } from './optimizers/optimizer.js';

export interface GradientSettings {
  readonly epochs: number;
  readonly batch: number | 'full';
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly schedule: ScheduleSpec;
  /** Whether the regularizer is part of the gradient, or a proximal step after the optimizer's. */
  readonly regularization: 'gradient' | 'proximal';
  /** Share of the training rows that networks are compared on and not trained on. */
  readonly validation?: number;
  /** Present: every batch is attacked before its gradient is taken (adversarial training). */
  readonly attack?: BoxAttack;
  /** Present: b of the Parseval retraction of every weight, after every step. */
  readonly retraction?: number;
  /** Present: the network that training starts from in place of the architecture's initial values. */
  readonly start?: Network;
}

type Rows = { readonly x: Tensor2D; readonly y: Tensor2D };

/** The parameters, what the optimizer remembers of each that is trained, and this epoch's order of the rows. */
export type GradientState = {
  readonly parameters: Tensor[];
  readonly memory: Tensor[][];
  readonly order?: Tensor1D;
  readonly steps: number;
};

/**
 * Stochastic (sub)gradient descent on the training objective
 *
 *   c sum_k l(f(x_k), y_k) + beta r(weights or codes),
 *
 * where, with an attack, x_k stands for the row as attacked at the current parameters. One step is one mini-batch; its
 * loss is scaled by n / rows, so that its gradient is unbiased. With proximal regularization a step is
 * prox_{rate beta r}(p - rate g), g the loss's gradient. Starts from the architecture's initial values, or from a network.
 */
export function gradientDescent(
  tf: TensorLibrary,
  given: AnyProblem,
  settings: GradientSettings,
): Algorithm<GradientState> {
  const { attack, optimizer, learningRate, retraction } = settings;
  const split = settings.validation === undefined ? undefined : holdOut(given, settings.validation);
  const training = trainingOf(split?.problem ?? given, attack);
  const { problem, architecture } = training;
  const trained = trainedParameters(architecture);
  const isWeight = trained.map((position) => architecture.parameters[position]!.role === 'weight');
  /** The number of a weight among the weights. */
  const layerOf = isWeight.map((_, i) => isWeight.slice(0, i).filter(Boolean).length);
  const n = problem.train.x.rows;
  const batch = settings.batch === 'full' ? n : Math.min(settings.batch, n);
  const stepsPerEpoch = Math.ceil(n / batch);
  const loss = tensorLosses[problem.loss.name]!;
  const regularizer = tensorRegularizerOf(problem.regularizer);
  const codeSlopes = codeSlopesOf(problem.regularizer);
  const halves = codeSlopes && autoencoderHalves(problem);
  const proximal = settings.regularization === 'proximal';
  const all: Rows = { x: matrixTensor(tf, problem.train.x), y: matrixTensor(tf, problem.train.y) };
  const radii = rowTensor(tf, problem.radii);

  /** The rows of the step, and the shuffled order they come from when a batch is not all rows. */
  function nextBatch({ steps, order }: GradientState): { rows: Rows; order?: Tensor1D } {
    if (batch === n) return { rows: all };
    const position = (steps % stepsPerEpoch) * batch;
    const shuffled = position > 0 && order ? order : shuffledRows(tf, problem, steps / stepsPerEpoch);
    const chosen = tf.slice(shuffled, [position], [Math.min(batch, n - position)]);
    return { rows: { x: tf.gather(all.x, chosen), y: tf.gather(all.y, chosen) }, order: shuffled };
  }

  /** The rows as the attacker leaves them. */
  function seen(parameters: readonly Tensor[], { x, y }: Rows): Rows {
    if (!attack) return { x, y };
    const offsets = attackOffsets(tf, training.gradients, parameters, loss, attack, x, y, radii);
    return { x: displaced(tf, x, offsets, radii), y };
  }

  /** Gradient of what is not left to the proximal step, the loss of the given rows standing for that of all. */
  function gradient(parameters: readonly Tensor[], { x, y }: Rows): Tensor[] {
    const scale = (problem.lossScale * n) / x.shape[0];
    const slopes = (f: Tensor2D) => tf.mul<Tensor2D>(scale, loss.slope(tf, f, y));
    if (halves) {
      const inCodes = (z: Tensor2D) => tf.mul<Tensor2D>(problem.weight, codeSlopes(tf, z));
      return codedGradients(tf, halves, parameters, x, { inValues: slopes, inCodes });
    }
    const gradients = training.gradients.inParameters(tf, parameters, x, slopes);
    if (proximal) return gradients;
    return gradients.map((slope, i) => {
      if (!isWeight[i] || !regularizer?.gradient) return slope;
      const weight = parameters[trained[i]!]!;
      return tf.add(slope, tf.mul(problem.weight, regularizer.gradient(tf, weight, layerOf[i]!)));
    });
  }

  /** The proximal step, where there is one. */
  function shrink(parameter: Tensor, i: number, rate: number): Tensor {
    if (!proximal || !isWeight[i] || !regularizer) return parameter;
    return regularizer.prox(tf, parameter, rate * problem.weight, layerOf[i]!);
  }

  return {
    stepsPerIteration: stepsPerEpoch,
    iterationsPerEvaluation: epochsPerEvaluation(training, stepsPerEpoch),

    init() {
      const parameters = settings.start
        ? architecture.fromNetwork(tf, settings.start)
        : initialParameters(tf, architecture, problem);
      return {
        parameters,
        memory: trained.map((position) => optimizer.start(tf, parameters[position]!)),
        steps: 0,
      };
    },

    step(state) {
      const { parameters, memory, steps } = state;
      const next = nextBatch(state);
      const rows = seen(parameters, next.rows);
      const epoch = Math.floor(steps / stepsPerEpoch);
      const share = steps / (settings.epochs * stepsPerEpoch);
      const rate = learningRate * rateFactor(settings.schedule, { epoch, share });
      const moved = gradient(parameters, rows).map((slope, i) =>
        optimizer.update(tf, parameters[trained[i]!]!, slope, memory[i]!, rate, steps + 1),
      );
      const arrived = moved.map(({ parameter }, i) => {
        const shrunk = shrink(parameter, i, rate);
        return retraction && isWeight[i] ? parsevalRetraction(tf, shrunk, retraction) : shrunk;
      });
      return {
        parameters: architecture.statistics(tf, replaced(parameters, trained, arrived), rows.x),
        memory: moved.map((each) => each.memory),
        ...(next.order ? { order: next.order } : {}),
        steps: steps + 1,
      };
    },

    residuals({ parameters }): Record<string, Scalar> {
      if (batch < n) return {};
      // (p - prox(p - rate g)) / rate, which is the gradient itself where there is no proximal step.
      const mapped = gradient(parameters, seen(parameters, all)).map((slope, i) => {
        if (!proximal) return slope;
        const parameter = parameters[trained[i]!]!;
        const next = shrink(tf.sub(parameter, tf.mul(learningRate, slope)), i, learningRate);
        return tf.div(tf.sub(parameter, next), learningRate);
      });
      return { gradient: largestEntry(tf, mapped) };
    },

    solution: ({ parameters }) => architecture.toNetwork(parameters),

    objective: (network) => objectiveTerms(tf, training, network),

    ...(split && {
      validation: (network) => lossTerms(tf, training, network, split.heldOut, split.heldOutScale),
    }),

    dispose: () => tf.dispose([all.x, all.y, radii]),
  };
}

/** The start of a run, from the problem's seed. */
export function initialParameters(tf: TensorLibrary, architecture: TensorNetwork, problem: AnyProblem) {
  return architecture.init(tf, createRandom(problem.seed, 'initial network'));
}

/** The order in which epoch number `epoch` visits the rows: its own seeded stream, so any epoch can be repeated. */
function shuffledRows(tf: TensorLibrary, problem: AnyProblem, epoch: number): Tensor1D {
  const order = createRandom(problem.seed, `epoch ${epoch}`).permutation(problem.train.x.rows);
  return tf.tensor1d(Int32Array.from(order), 'int32');
}

/** max |a_ij| over several tensors; NaN when an entry is no number. */
function largestEntry(tf: TensorLibrary, tensors: readonly Tensor[]): Scalar {
  const sizes = tensors.map((tensor) => tf.abs(tensor));
  const largest = tf.max(tf.stack(sizes.map((each) => tf.max(each))));
  // The largest of numbers and a NaN is a number on some backends; a sum is not.
  const doubt = tf.mul(0, tf.addN(sizes.map((each) => tf.sum(each))));
  return tf.add(largest, doubt);
}
