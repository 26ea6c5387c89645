import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../../../plugins/trainer.js';

/** A loss of predictions f against targets y, both (rows, 1), entry by entry. */
export interface TensorLoss {
  value(tf: TensorLibrary, f: Tensor2D, y: Tensor2D): Tensor2D;
  /** Its slope in f; at a kink, the derivative of either side. */
  slope(tf: TensorLibrary, f: Tensor2D, y: Tensor2D): Tensor2D;
}

/** The same losses as in core/losses, by their names. */
export const tensorLosses: Readonly<Record<string, TensorLoss>> = {
  hinge: {
    value: (tf, f, y) => tf.relu(tf.sub(1, tf.mul(y, f))),
    slope: (tf, f, y) => tf.neg(tf.mul(y, tf.cast(tf.greater(tf.sub(1, tf.mul(y, f)), 0), 'float32'))),
  },
  squared: {
    value: (tf, f, y) => tf.mul(0.5, tf.square(tf.sub(f, y))),
    slope: (tf, f, y) => tf.sub(f, y),
  },
  logistic: {
    value(tf, f, y) {
      const margin = tf.mul(y, f);
      return tf.add(tf.relu(tf.neg(margin)), tf.log1p(tf.exp(tf.neg(tf.abs(margin)))));
    },
    slope: (tf, f, y) => tf.neg(tf.mul(y, tf.sigmoid(tf.neg(tf.mul(y, f))))),
  },
};
