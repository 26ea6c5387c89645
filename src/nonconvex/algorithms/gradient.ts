import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { AnyProblem } from '../../core/problem.js';
import { createRandom } from '../../core/random.js';
import { networkOfRelu } from '../../core/relu-network.js';
import type { Algorithm } from '../algorithm.js';
import { attackOffsets, type BoxAttack, displaced } from '../box-attack.js';
import { initialNetwork } from '../initial-network.js';
import { tensorLosses } from '../losses.js';
import { forward, networkOf, type Weights, weightGradient, weightsOf } from '../relu-layer.js';
import { columnTensor, matrixTensor, rowTensor, type TensorLibrary } from '../tensors.js';
import { epochsPerEvaluation, objectiveTerms } from '../training-objective.js';
import { type OptimizerName, optimizers } from './optimizers.js';

export interface GradientSettings {
  readonly epochs: number;
  readonly batch: number | 'full';
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  readonly schedule: 'constant' | 'cosine';
  /** Present: every batch is attacked before its gradient is taken (adversarial training). */
  readonly attack?: BoxAttack;
}

type Rows = { readonly x: Tensor2D; readonly y: Tensor2D };

/** The training rows, the weights with what the optimizer remembers of each, and this epoch's order of the rows. */
export type GradientState = {
  readonly rows: Rows;
  readonly radii: Tensor2D;
  readonly weights: Weights;
  readonly memory: { readonly hidden: Tensor2D[]; readonly output: Tensor2D[] };
  readonly order?: Tensor1D;
  readonly steps: number;
};

/**
 * Stochastic gradient descent on the objective of the convex path,
 *
 *   c sum_k l(f(x_k), y_k) + beta/2 (||U||^2 + ||alpha||^2),   f(x) = sum_j alpha_j max(0, u_j . x),
 *
 * where, with an attack, x_k stands for the row as attacked at the current weights. One step is one mini-batch; its
 * loss is scaled by n / rows, so that its gradient is unbiased. Starts from {@link initialNetwork}.
 */
export function gradientDescent(
  tf: TensorLibrary,
  problem: AnyProblem,
  settings: GradientSettings,
): Algorithm<GradientState> {
  const { attack } = settings;
  const n = problem.train.x.rows;
  const batch = settings.batch === 'full' ? n : Math.min(settings.batch, n);
  const stepsPerEpoch = Math.ceil(n / batch);
  const loss = tensorLosses[problem.loss.name]!;
  const optimizer = optimizers[settings.optimizer];

  /** The rows of the step, and the shuffled order they come from when a batch is not all rows. */
  function nextBatch({ steps, rows, order }: GradientState): { rows: Rows; order?: Tensor1D } {
    if (batch === n) return { rows };
    const position = (steps % stepsPerEpoch) * batch;
    const shuffled = position > 0 && order ? order : shuffledRows(tf, problem, steps / stepsPerEpoch);
    const chosen = tf.slice(shuffled, [position], [Math.min(batch, n - position)]);
    return { rows: { x: tf.gather(rows.x, chosen), y: tf.gather(rows.y, chosen) }, order: shuffled };
  }

  /** Gradient of the objective, the loss of the given rows standing for that of all. */
  function gradient({ weights, radii }: GradientState, { x, y }: Rows): Weights {
    const offsets = attack && attackOffsets(tf, weights, loss, attack, x, y, radii);
    const seen = offsets ? displaced(tf, x, offsets, radii) : x;
    const at = forward(tf, weights, seen);
    const scale = (problem.lossScale * n) / x.shape[0];
    const slopes = tf.mul<Tensor2D>(scale, loss.slope(tf, at.values, y));
    const { hidden, output } = weightGradient(tf, weights, seen, at, slopes);
    return {
      hidden: tf.add(hidden, tf.mul(problem.weight, weights.hidden)),
      output: tf.add(output, tf.mul(problem.weight, weights.output)),
    };
  }

  return {
    stepsPerIteration: stepsPerEpoch,
    iterationsPerEvaluation: epochsPerEvaluation(problem, stepsPerEpoch, attack),

    init() {
      const weights = weightsOf(tf, initialNetwork(problem));
      const memory = {
        hidden: optimizer.start(tf, weights.hidden),
        output: optimizer.start(tf, weights.output),
      };
      const { x, y } = problem.train;
      const rows = { x: matrixTensor(tf, x), y: columnTensor(tf, y.data) };
      return { rows, radii: rowTensor(tf, problem.radii), weights, memory, steps: 0 };
    },

    step(state) {
      const { rows, radii, weights, memory } = state;
      const next = nextBatch(state);
      const slopes = gradient(state, next.rows);
      const rate = learningRateAt(settings, state.steps / (settings.epochs * stepsPerEpoch));
      const steps = state.steps + 1;
      const hidden = optimizer.update(tf, weights.hidden, slopes.hidden, memory.hidden, rate, steps);
      const output = optimizer.update(tf, weights.output, slopes.output, memory.output, rate, steps);
      return {
        rows,
        radii,
        weights: { hidden: hidden.parameter, output: output.parameter },
        memory: { hidden: hidden.memory, output: output.memory },
        ...(next.order ? { order: next.order } : {}),
        steps,
      };
    },

    residuals(state): Record<string, number> {
      if (batch < n) return {};
      const { hidden, output } = gradient(state, state.rows);
      return { gradient: Math.max(largestEntry(hidden), largestEntry(output)) };
    },

    solution: ({ weights }) => networkOfRelu(networkOf(weights)),

    objective: (network) => objectiveTerms(tf, problem, network, attack),
  };
}

/** The order in which epoch number `epoch` visits the rows: its own seeded stream, so any epoch can be repeated. */
function shuffledRows(tf: TensorLibrary, problem: AnyProblem, epoch: number): Tensor1D {
  const order = createRandom(problem.seed, `epoch ${epoch}`).permutation(problem.train.x.rows);
  return tf.tensor1d(Int32Array.from(order), 'int32');
}

/** The rate after a share of the planned steps: constant, or half a cosine wave from the full rate down to zero. */
function learningRateAt({ schedule, learningRate }: GradientSettings, share: number): number {
  return schedule === 'constant' ? learningRate : (learningRate * (1 + Math.cos(Math.PI * share))) / 2;
}

/** max |a_ij|; NaN when an entry is. */
function largestEntry(a: Tensor2D): number {
  let largest = 0;
  for (const entry of a.dataSync()) largest = Math.max(largest, Math.abs(entry));
  return largest;
}
