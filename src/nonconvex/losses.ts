import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from './tensors.js';

/** A loss of core/losses as gradient methods use it; f and y have shape (b, 1). */
export interface TensorLoss {
  /** l'(f), a subgradient at kinks. */
  slope(tf: TensorLibrary, f: Tensor2D, y: Tensor2D): Tensor2D;
  /** Has the sign in f that an attacker follows (see Loss.attackSign). */
  attackSlope(tf: TensorLibrary, f: Tensor2D, y: Tensor2D): Tensor2D;
}

const hinge: TensorLoss = {
  // -y where 1 - y f > 0, else 0.
  slope: (tf, f, y) => tf.neg(tf.mul(y, tf.step(tf.sub(1, tf.mul(y, f))))),
  attackSlope: (tf, _f, y) => tf.neg(y),
};

const squared: TensorLoss = {
  slope: (tf, f, y) => tf.sub(f, y),
  attackSlope: (tf, f, y) => tf.sub(f, y),
};

const logistic: TensorLoss = {
  // -y sigmoid(-y f).
  slope: (tf, f, y) => tf.neg(tf.mul(y, tf.sigmoid(tf.neg(tf.mul(y, f))))),
  attackSlope: (tf, _f, y) => tf.neg(y),
};

/** By the name of the loss. */
export const tensorLosses: Readonly<Record<string, TensorLoss>> = { hinge, squared, logistic };
