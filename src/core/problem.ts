import type { DataSummary, ModelSpec } from './generated/documents.js';
import type { AnyLoss, Loss } from './losses/loss.js';
import type { Matrix } from './matrix.js';
import type { Network } from './network.js';
import type { GroupNorm } from './norms/group-norm.js';
import type { Regularizer } from './regularizers/regularizer.js';

/** Shape of a row that is an image, its entries ordered channel by channel, line by line. */
export type ImageShape = readonly [channels: number, height: number, width: number];

/** Examples: row k of `x` (n, d) with the targets in row k of `y` (n, K), one per output. */
export interface Sample {
  readonly x: Matrix;
  readonly y: Matrix;
}

/**
 * What both paths train on:
 *
 *   minimise over the network  max over the threat  c sum_k l(f(x_k), y_k)  +  beta r(weights)
 */
export interface Problem<L extends AnyLoss = Loss> {
  readonly train: Sample;
  readonly test?: Sample;
  readonly model: ModelSpec;
  readonly loss: L;
  /** Factor c before the sum of the training losses. */
  readonly lossScale: number;
  /** Weight beta of the regularizer r. */
  readonly weight: number;
  readonly regularizer: Regularizer;
  /** The norm of a neuron's input weights that the regularizer squares; l2 but for some group-lasso and penalties of neurons. */
  readonly norm: GroupNorm;
  /** Radius of the l-infinity box per column (d,); all zero: standard training. */
  readonly radii: Float64Array;
  readonly seed: number;
  /** Present where the columns are those of an image and nothing else. */
  readonly image?: ImageShape;
  /** Present where rows are standard normal and known to have this network's outputs as targets, but for noise. */
  readonly teacher?: Network;
  readonly summary: DataSummary;
  /** SHA-256 of the prepared training and test arrays. */
  readonly dataSha256: string;
}

/** A problem with any loss; plain `Problem` has one that is summed over the outputs. */
export type AnyProblem = Problem<AnyLoss>;

export function isOutputwise(problem: AnyProblem): problem is Problem {
  return problem.loss.over === 'output';
}

/** Outputs K of the network. */
export function outputCount({ train }: Pick<Problem, 'train'>): number {
  return train.y.cols;
}

/** True when some column may be perturbed. */
export function isAdversarial(problem: Pick<Problem, 'radii'>): boolean {
  return problem.radii.some((radius) => radius > 0);
}

/** Width of the hidden layer of the model `relu`. Throws a RangeError for other models, which have no such width. */
export function hiddenWidth(problem: Pick<Problem, 'model'>): number {
  const { model } = problem;
  if (model.type !== 'relu') throw new RangeError(`the model ${model.type} has no single hidden width`);
  return model.hidden[0]!;
}
