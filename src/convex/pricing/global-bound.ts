import type { Matrix } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import type { LossBlock, LossMultipliers } from '../losses/loss-block.js';
import type { Proof } from './prover.js';

/** A lower bound on a training problem itself: no network of this form has a lower objective. */
export interface GlobalBound {
  readonly value: number;
  /** Multipliers of the predictions before they are scaled back. */
  readonly nu: Float64Array;
  /** C*: at least the maximum of |nu . (X u)_+| over unit u, divided by beta, and at least 1. */
  readonly cStar: number;
  readonly method: Proof['method'];
  /** Cells, or nodes of the tree, that were looked at to find C*. */
  readonly examined: number;
  /** False where C* is only as good as a budget allowed. */
  readonly complete: boolean;
  /** With a threat: the admissible shifts of the rows for which the bound was computed. */
  readonly delta?: Matrix;
  /** What the same multipliers and proof give for another weight of the regularizer, on the same rows. */
  atWeight(weight: number): GlobalBound;
}

/**
 * The bound that multipliers give by weak duality (6): nu / C* satisfies |nu . (X u)_+| <= beta for all unit u, so the
 * loss's dual value at it bounds the convex program over all patterns and the network problem from below (hinge:
 * sum theta / C*).
 */
export function globalBound(
  problem: Pick<Problem, 'train' | 'lossScale' | 'weight'>,
  loss: LossBlock,
  multipliers: LossMultipliers,
  proof: Proof,
): GlobalBound {
  const { bound, method, examined, complete } = proof;
  const cStar = Math.max(1, bound / problem.weight);
  const { value } = loss.dualValue(multipliers, problem.train.y.data, problem.lossScale, 1 / cStar);
  return {
    value,
    nu: multipliers.nu,
    cStar,
    method,
    examined,
    complete,
    atWeight: (weight) => globalBound({ ...problem, weight }, loss, multipliers, proof),
  };
}
