import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from './tensors.js';

type Slope = (tf: TensorLibrary, f: Tensor2D, y: Tensor2D) => Tensor2D;

/** A loss of core/losses as gradient methods use it: outputs f and targets y of shape (b, K). */
export interface TensorLoss {
  /** The gradient in f of each row's loss (b, K), a subgradient at kinks. */
  readonly slope: Slope;
  /** The direction in f that an attacker follows (attackSlopes in core/losses); with one output only its sign counts. */
  readonly attackSlope: Slope;
}

// -y where 1 - y f > 0, else 0.
const hingeSlope: Slope = (tf, f, y) => tf.neg(tf.mul(y, tf.step(tf.sub(1, tf.mul(y, f)))));

const residual: Slope = (tf, f, y) => tf.sub(f, y);

// -y sigmoid(-y f), which float32 rounds to 0 far on the right side.
const logisticSlope: Slope = (tf, f, y) => tf.neg(tf.mul(y, tf.sigmoid(tf.neg(tf.mul(y, f)))));

/** softmax(f) - y; at the row's own class as minus the sum of the others, which float32 does not round to 0. */
const softmaxResidual: Slope = (tf, f, y) => {
  const others = tf.mul<Tensor2D>(tf.softmax(f), tf.sub(1, y));
  return tf.sub(others, tf.mul(y, tf.sum(others, 1, true)));
};

/** Up or down by y alone with one output, and where the loss of a row is flat. */
function towardsError(slope: Slope): Slope {
  return (tf, f, y) => {
    if (f.shape[1] === 1) return tf.neg(y);
    const slopes = slope(tf, f, y);
    const flat = tf.sub(1, tf.step(tf.sum(tf.abs(slopes), 1, true)));
    return tf.sub(slopes, tf.mul(flat, y));
  };
}

/** By the name of the loss. */
export const tensorLosses: Readonly<Record<string, TensorLoss>> = {
  hinge: { slope: hingeSlope, attackSlope: towardsError(hingeSlope) },
  squared: { slope: residual, attackSlope: residual },
  logistic: { slope: logisticSlope, attackSlope: towardsError(logisticSlope) },
  'cross-entropy': { slope: softmaxResidual, attackSlope: softmaxResidual },
};
