import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../../../plugins/trainer.js';
import type { TensorLoss } from './losses.js';

/** Rows of the data on the tensor backend. */
export interface Batch {
  /** (rows, d) and (rows, 1). */
  readonly x: Tensor2D;
  readonly y: Tensor2D;
  /** (rows, 2P): 1 where the neuron's sign is the one that the row's loss fears. */
  readonly opposing: Tensor2D;
  readonly rows: number;
}

/** What is the same for all batches. */
export interface Frame {
  readonly tf: TensorLibrary;
  readonly loss: TensorLoss;
  /** sigma (1, 2P), and its two halves as columns (2P, 1). */
  readonly signs: Tensor2D;
  readonly positive: Tensor2D;
  readonly negative: Tensor2D;
  /** Radii of the boxes as a row (1, d) and as a column (d, 1). */
  readonly radii: Tensor2D;
  readonly radiiColumn: Tensor2D;
}

/** Neurons as the rows of all batches see them. */
export interface TensorNeurons {
  /** (2P, d). */
  readonly q: Tensor2D;
  /** sum_j e_j |q_ij| (1, 2P). */
  readonly reach: Tensor2D;
}

export function withReach({ tf, radii }: Frame, q: Tensor2D): TensorNeurons {
  return { q, reach: tf.matMul(radii, tf.abs(q), false, true) };
}

/** X Q' of a batch, which does not depend on slopes. */
export function activationsOf({ tf }: Frame, { x }: Batch, { q }: TensorNeurons): Tensor2D {
  return tf.matMul(x, q, false, true);
}

/** Bounds of f on the boxes of a batch, and what they are made of. */
export interface TensorRange {
  /** sigma lambda (rows, 2P). */
  readonly weights: Tensor2D;
  /** g (rows, d). */
  readonly slope: Tensor2D;
  /** (1 - lambda)(z + a) and lambda (a - z), (rows, 2P). */
  readonly off: Tensor2D;
  readonly on: Tensor2D;
  readonly low: Tensor2D;
  readonly high: Tensor2D;
}

/** The bounds of {@link softRange}, for all rows of a batch at once. */
export function rangeOf(
  { tf, signs, positive, negative, radiiColumn }: Frame,
  { q, reach }: TensorNeurons,
  z: Tensor2D,
  slopes: Tensor2D,
): TensorRange {
  const weights = tf.mul<Tensor2D>(slopes, signs);
  const slope = tf.matMul(weights, q) as Tensor2D;
  const both = tf.matMul(tf.abs(slope), radiiColumn);
  const off = tf.mul<Tensor2D>(tf.sub(1, slopes), tf.add(z, reach));
  const on = tf.mul<Tensor2D>(slopes, tf.sub(reach, z));
  const excess = tf.relu<Tensor2D>(tf.maximum(off, on));
  const f = tf.sum(tf.mul(weights, z), 1, true);
  const high = tf.add<Tensor2D>(tf.add(f, both), tf.matMul(excess, positive));
  const low = tf.sub<Tensor2D>(tf.sub(f, both), tf.matMul(excess, negative));
  return { weights, slope, off, on, low, high };
}

/** The worst loss of each row (rows, 1). */
export function worstLoss({ tf, loss }: Frame, { y }: Batch, { low, high }: TensorRange): Tensor2D {
  return tf.maximum(loss.value(tf, low, y), loss.value(tf, high, y));
}
