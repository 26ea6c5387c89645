import type { Tensor2D } from '@tensorflow/tfjs-core';
import { activationsOf, type Batch, type Frame, rangeOf, type TensorNeurons, worstLoss } from './range.js';

/** Slopes of a batch and the worst loss of each of its rows with them. */
export interface Refreshed {
  readonly slopes: Tensor2D;
  readonly loss: Tensor2D;
}

/**
 * The majorise step of refreshSlopes on a batch, with fewer candidates: the old slopes; the chord for opposing neurons
 * and for supporting ones their activity at the row, or at the worst corner of the best choice so far.
 */
export function refreshBatch(frame: Frame, batch: Batch, neurons: TensorNeurons, old: Tensor2D): Refreshed {
  const { tf, radii } = frame;
  const { y, opposing } = batch;
  const z = activationsOf(frame, batch, neurons);
  const active = (at: Tensor2D) => tf.cast<Tensor2D>(tf.greaterEqual(at, 0), 'float32');
  const chord = tf.clipByValue<Tensor2D>(
    tf.div(tf.add(z, neurons.reach), tf.maximum(tf.mul(2, neurons.reach), 1e-30)),
    0,
    1,
  );
  const opposed = tf.mul<Tensor2D>(opposing, chord);
  const supporting = tf.sub<Tensor2D>(1, opposing);
  const choose = (at: Tensor2D) => tf.add<Tensor2D>(opposed, tf.mul(supporting, active(at)));

  let slopes = old;
  let range = rangeOf(frame, neurons, z, old);
  let loss = worstLoss(frame, batch, range);
  const offer = (candidate: Tensor2D) => {
    const other = rangeOf(frame, neurons, z, candidate);
    const otherLoss = worstLoss(frame, batch, other);
    const better = tf.cast<Tensor2D>(tf.less(otherLoss, loss), 'float32');
    const kept = tf.sub<Tensor2D>(1, better);
    const mix = (a: Tensor2D, b: Tensor2D) => tf.add<Tensor2D>(tf.mul(better, a), tf.mul(kept, b));
    slopes = mix(candidate, slopes);
    range = { ...range, slope: mix(other.slope, range.slope) };
    loss = tf.minimum(loss, otherLoss);
  };
  offer(choose(z));
  const shift = tf.mul<Tensor2D>(tf.mul(y, tf.sign(range.slope)), radii);
  offer(choose(tf.sub(z, tf.matMul(shift, neurons.q, false, true))));
  return { slopes, loss };
}
