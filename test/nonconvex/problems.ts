import type { DataSummary } from '#relucent/core/generated/documents.js';
import { crossEntropy } from '#relucent/core/losses/cross-entropy.js';
import { hinge } from '#relucent/core/losses/hinge.js';
import { logistic } from '#relucent/core/losses/logistic.js';
import { squared } from '#relucent/core/losses/squared.js';
import { fromRows, type Matrix, zeros } from '#relucent/core/matrix.js';
import { l2 } from '#relucent/core/norms/l2.js';
import type { AnyProblem, Problem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { regularizerOf } from '#relucent/core/regularizers/index.js';
import { column } from '../support/networks.js';

const losses = { hinge, squared, logistic };

interface Choices {
  readonly loss?: keyof typeof losses;
  readonly lossScale?: number;
  readonly weight?: number;
  readonly regularizer?: 'weight-decay' | 'column-lasso';
  readonly neurons?: number;
  readonly radii?: number[];
  readonly seed?: number;
}

/** A problem on given rows; mean hinge loss, weight 1e-3, 8 neurons and no threat unless chosen otherwise. */
export function problemOn(x: Matrix, y: Matrix, choices: Choices = {}): Problem {
  const weight = choices.weight ?? 1e-3;
  return {
    train: { x, y },
    model: { type: 'relu', hidden: [choices.neurons ?? 8], activation: 'relu', bias: false },
    loss: losses[choices.loss ?? 'hinge'],
    lossScale: choices.lossScale ?? 1 / x.rows,
    weight,
    regularizer: regularizerOf({ type: choices.regularizer ?? 'weight-decay', weight }),
    norm: l2,
    radii: Float64Array.from(choices.radii ?? new Array(x.cols).fill(0)),
    seed: choices.seed ?? 0,
    summary: {} as DataSummary,
    dataSha256: '',
  };
}

/** Gaussian rows; labels are the sign of their first entry plus noise. */
export function noisyHalfSpace(n: number, d: number, choices: Choices = {}): Problem {
  const random = createRandom(42, 'noisy half space');
  const x = zeros(n, d);
  for (let i = 0; i < x.data.length; i++) x.data[i] = random.normal();
  const y = Float64Array.from({ length: n }, (_, k) => (x.data[k * d]! + 0.5 * random.normal() < 0 ? -1 : 1));
  return problemOn(x, column(y), choices);
}

/**
 * Squared loss at x = 1 (target 2) and x = -1 (target -1): no neuron is active on both, so the problem falls apart
 * into two scalar ones in w = |u| alpha, min (w - y)^2 / 2 + weight |w|, which end at |y| - weight.
 */
export function twoPoints(weight: number): { problem: Problem; optimum: number } {
  const problem = problemOn(fromRows([[1], [-1]]), column([2, -1]), {
    loss: 'squared',
    lossScale: 1,
    weight,
    neurons: 16,
  });
  return { problem, optimum: weight * (2 - weight) + weight * (1 - weight) + weight ** 2 };
}

/** Three classes, one-hot, as Gaussian clouds around three points of the plane, and a column of ones. */
export function threeBlobs(n: number, choices: Choices = {}): AnyProblem {
  const random = createRandom(8, 'three blobs');
  const centres = [
    [2, 0],
    [-1, 2],
    [-1, -2],
  ] as const;
  const x = zeros(n, 3);
  const y = zeros(n, 3);
  for (let k = 0; k < n; k++) {
    const [a, b] = centres[k % 3]!;
    x.data.set([a + 0.5 * random.normal(), b + 0.5 * random.normal(), 1], 3 * k);
    y.data[3 * k + (k % 3)] = 1;
  }
  return { ...problemOn(x, y, { neurons: 16, ...choices }), loss: crossEntropy };
}

/** The same with the loss of each output by itself, targets -1 and +1. */
export function threeBlobsOutputwise(n: number, choices: Choices = {}): Problem {
  const { train } = threeBlobs(n);
  const y = { ...train.y, data: train.y.data.map((one) => 2 * one - 1) };
  return problemOn(train.x, y, { neurons: 16, ...choices });
}
