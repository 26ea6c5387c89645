import type { DataSummary, ModelSpec } from './generated/documents.js';
import type { Loss } from './losses/loss.js';
import type { Matrix } from './matrix.js';
import type { GroupNorm } from './norms/group-norm.js';

/** Examples: row k of `x` (n, d) with target `y[k]`. */
export interface Sample {
  readonly x: Matrix;
  readonly y: Float64Array;
}

/**
 * What both paths train on:
 *
 *   minimise over the network  max over the threat  c sum_k l(f(x_k), y_k)  +  beta/2 sum_j (N(u_j)^2 + alpha_j^2)
 */
export interface Problem {
  readonly train: Sample;
  readonly test?: Sample;
  readonly model: ModelSpec;
  readonly loss: Loss;
  /** Factor c before the sum of the training losses. */
  readonly lossScale: number;
  /** Weight beta of the regularizer. */
  readonly weight: number;
  /** Norm N of a neuron's input weights; l2: weight decay. */
  readonly norm: GroupNorm;
  /** Radius of the l-infinity box per column (d,); all zero: standard training. */
  readonly radii: Float64Array;
  readonly seed: number;
  readonly summary: DataSummary;
  /** SHA-256 of the prepared training and test arrays. */
  readonly dataSha256: string;
}

/** True when some column may be perturbed. */
export function isAdversarial(problem: Pick<Problem, 'radii'>): boolean {
  return problem.radii.some((radius) => radius > 0);
}

/** Width of the hidden layer the spec asks for. */
export function hiddenWidth(problem: Pick<Problem, 'model'>): number {
  return problem.model.hidden[0]!;
}
