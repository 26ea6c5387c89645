import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from './tensors.js';

/** A loss of core/losses as gradient methods use it; f and y have shape (b, K). */
export interface TensorLoss {
  /** Gradient in f, a subgradient at kinks. */
  slope(tf: TensorLibrary, f: Tensor2D, y: Tensor2D): Tensor2D;
  /** Has the sign in f that an attacker follows where the loss is flat (see Loss.attackSign); absent: it never is. */
  attackSign?(tf: TensorLibrary, f: Tensor2D, y: Tensor2D): Tensor2D;
}

const hinge: TensorLoss = {
  // -y where 1 - y f > 0, else 0.
  slope: (tf, f, y) => tf.neg(tf.mul(y, tf.step(tf.sub(1, tf.mul(y, f))))),
  attackSign: (tf, _f, y) => tf.neg(y),
};

const squared: TensorLoss = {
  slope: (tf, f, y) => tf.sub(f, y),
};

const logistic: TensorLoss = {
  // -y sigmoid(-y f), which float32 rounds to 0 far on the right side.
  slope: (tf, f, y) => tf.neg(tf.mul(y, tf.sigmoid(tf.neg(tf.mul(y, f))))),
  attackSign: (tf, _f, y) => tf.neg(y),
};

const crossEntropy: TensorLoss = {
  // softmax(f) - y; at the row's own class as minus the sum of the others, which float32 does not round to 0.
  slope(tf, f, y) {
    const others = tf.mul<Tensor2D>(tf.softmax(f), tf.sub(1, y));
    return tf.sub(others, tf.mul(y, tf.sum(others, 1, true)));
  },
};

/** By the name of the loss. */
export const tensorLosses: Readonly<Record<string, TensorLoss>> = {
  hinge,
  squared,
  logistic,
  'cross-entropy': crossEntropy,
};

/** The direction in f that an attacker follows, (b, K): attackSlopes of core/losses, row by row. */
export function attackSlopes(tf: TensorLibrary, loss: TensorLoss, f: Tensor2D, y: Tensor2D): Tensor2D {
  if (!loss.attackSign) return loss.slope(tf, f, y);
  if (f.shape[1] === 1) return loss.attackSign(tf, f, y);
  const slopes = loss.slope(tf, f, y);
  const flat = tf.sub(1, tf.step(tf.sum(tf.abs(slopes), 1, true)));
  return tf.add(slopes, tf.mul(flat, loss.attackSign(tf, f, y)));
}
