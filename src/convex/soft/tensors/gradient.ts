import type { Tensor2D } from '@tensorflow/tfjs-core';
import { activationsOf, type Batch, type Frame, rangeOf, type TensorNeurons } from './range.js';

/**
 * A subgradient in the neurons (2P, d) of scale sum_k worst loss_k over a batch with its slopes fixed: what softGradient
 * computes row by row, in four products of matrices.
 */
export function lossGradient(
  frame: Frame,
  batch: Batch,
  neurons: TensorNeurons,
  slopes: Tensor2D,
  scale: number,
): Tensor2D {
  const { tf, loss, signs, radii } = frame;
  const { x, y } = batch;
  const z = activationsOf(frame, batch, neurons);
  const { weights, slope, off, on, low, high } = rangeOf(frame, neurons, z, slopes);
  const ones = (mask: Tensor2D) => tf.cast<Tensor2D>(mask, 'float32');

  // The end of the range where the loss is larger, and how hard it is pulled there.
  const atHigh = ones(tf.greaterEqual(loss.value(tf, high, y), loss.value(tf, low, y)));
  const side = tf.sub<Tensor2D>(tf.mul(2, atHigh), 1);
  const f = tf.add<Tensor2D>(tf.mul(atHigh, high), tf.mul(tf.sub(1, atHigh), low));
  const pull = tf.relu<Tensor2D>(tf.mul(tf.mul(loss.slope(tf, f, y), side), scale));

  const along = tf.mul<Tensor2D>(weights, pull);
  const inactive = ones(tf.greaterEqual(off, on));
  // Neurons that widen the range at that end, as far as they do.
  const widens = tf.mul(
    tf.mul(pull, ones(tf.greater(tf.mul(side, signs), 0))),
    ones(tf.greater(tf.maximum(off, on), 0)),
  );
  const byOff = tf.mul(tf.mul(widens, inactive), tf.sub(1, slopes));
  const byOn = tf.mul(tf.mul(widens, tf.sub(1, inactive)), slopes);
  const onPoint = tf.add<Tensor2D>(tf.mul(along, side), tf.sub(byOff, byOn));
  const onReach = tf.sum(tf.add(byOff, byOn), 0);

  const corner = tf.mul<Tensor2D>(tf.sign(slope), radii);
  const byReach = tf.mul(tf.reshape(onReach, [onReach.size, 1]), tf.mul(tf.sign(neurons.q), radii));
  return tf.addN([
    tf.matMul(onPoint, x, true) as Tensor2D,
    tf.matMul(along, corner, true) as Tensor2D,
    byReach as Tensor2D,
  ]);
}
