import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { LossSpec } from '../core/generated/documents.js';
import type { TensorLibrary } from './tensors.js';

/** A loss of core/losses as gradient methods use it: outputs f and targets y of shape (b, K). */
export interface TensorLoss {
  /** The loss of every row (b,), over several outputs their sum. Its gradient in f, for tf.grads, is `slope`. */
  value(tf: TensorLibrary, f: Tensor2D, y: Tensor2D): Tensor1D;
  /** The gradient in f of each row's loss (b, K), a subgradient at kinks. */
  slope(tf: TensorLibrary, f: Tensor2D, y: Tensor2D): Tensor2D;
  /** The direction in f that an attacker follows (attackSlopes in core/losses); with one output only its sign counts. */
  attackSlope(tf: TensorLibrary, f: Tensor2D, y: Tensor2D): Tensor2D;
}

type OnOutputs<Result> = (tf: TensorLibrary, f: Tensor2D, y: Tensor2D) => Result;

/** A loss that is summed over the outputs, from the loss of every entry. */
function outputwise(
  entries: OnOutputs<Tensor2D>,
  slope: OnOutputs<Tensor2D>,
  attackSlope: OnOutputs<Tensor2D>,
): TensorLoss {
  return tensorLoss((tf, f, y) => tf.sum<Tensor1D>(entries(tf, f, y), 1), slope, attackSlope);
}

function tensorLoss(
  rows: OnOutputs<Tensor1D>,
  slope: OnOutputs<Tensor2D>,
  attackSlope: OnOutputs<Tensor2D>,
): TensorLoss {
  return {
    slope,
    attackSlope,
    value(tf, f, y) {
      const withSlope = tf.customGrad((at, save) => {
        (save as (tensors: Tensor2D[]) => void)([at as Tensor2D]);
        return {
          value: rows(tf, at as Tensor2D, y),
          gradFunc: (pull, saved) => tf.mul(tf.expandDims(pull, 1), slope(tf, (saved as Tensor2D[])[0]!, y)),
        };
      });
      return withSlope(f) as Tensor1D;
    },
  };
}

/** Attack slopes of losses of y f: up and down by y alone with one output, and where the loss of a row is flat. */
function towardsError(slope: OnOutputs<Tensor2D>): OnOutputs<Tensor2D> {
  return (tf, f, y) => {
    if (f.shape[1] === 1) return tf.neg(y);
    const slopes = slope(tf, f, y);
    const flat = tf.sub(1, tf.step(tf.max(tf.abs(slopes), 1, true)));
    return tf.sub(slopes, tf.mul(flat, y));
  };
}

// -y where 1 - y f > 0, else 0.
const hingeSlope: OnOutputs<Tensor2D> = (tf, f, y) => tf.neg(tf.mul(y, tf.step(tf.sub(1, tf.mul(y, f)))));

// -y sigmoid(-y f).
const logisticSlope: OnOutputs<Tensor2D> = (tf, f, y) => tf.neg(tf.mul(y, tf.sigmoid(tf.neg(tf.mul(y, f)))));

const residual: OnOutputs<Tensor2D> = (tf, f, y) => tf.sub(f, y);

/** softmax(f) - y; at the row's own class as minus the sum of the others, which float32 does not round to 0. */
const softmaxResidual: OnOutputs<Tensor2D> = (tf, f, y) => {
  const others = tf.mul<Tensor2D>(tf.softmax(f), tf.sub(1, y));
  return tf.sub(others, tf.mul(y, tf.sum(others, 1, true)));
};

/** By the name of the loss. */
export const tensorLosses: Readonly<Record<string, TensorLoss>> = {
  hinge: outputwise((tf, f, y) => tf.relu(tf.sub(1, tf.mul(y, f))), hingeSlope, towardsError(hingeSlope)),

  squared: outputwise((tf, f, y) => tf.div(tf.square(tf.sub(f, y)), 2), residual, residual),

  logistic: outputwise(
    (tf, f, y) => tf.softplus(tf.neg(tf.mul(y, f))),
    logisticSlope,
    towardsError(logisticSlope),
  ),

  // One-hot y: log sum_j exp(f_j) - f_y.
  'cross-entropy': tensorLoss(
    (tf, f, y) => tf.sub(tf.logSumExp(f, 1), tf.sum(tf.mul(y, f), 1)),
    softmaxResidual,
    softmaxResidual,
  ),
} satisfies Record<LossSpec['type'], TensorLoss>;
