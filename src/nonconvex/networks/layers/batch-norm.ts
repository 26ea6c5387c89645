import type { Tensor } from '@tensorflow/tfjs-core';
import type { BatchNormLayer } from '../../../core/layers/batch-norm.js';
import type { TensorLibrary } from '../../tensors.js';
import { activated } from '../activations.js';
import type { LayerTensors, TensorLayer } from './layer.js';

/** Share of a batch's statistics in the new running ones. */
const momentum = 0.1;

/**
 * activation(scale (x - mean) / sqrt(variance + epsilon) + shift), channel by channel: in training with the mean and
 * (biased) variance of the batch, else with the running ones.
 * Source: Ioffe and Szegedy 2015, Algorithms 1 and 2.
 */
export const batchNorm: TensorLayer<BatchNormLayer> = {
  forward(tf, { epsilon, activation }, parameters, x, training) {
    const { scale, shift, mean, variance } = named(parameters);
    const use = training ? batchMoments(tf, x) : { mean, variance };
    const factor = tf.mul(scale, tf.rsqrt(tf.add(use.variance, epsilon)));
    const z = tf.add(tf.mul(tf.sub(x, use.mean), factor), shift);
    return activated(tf, activation, training ? tf.add(z, nothing(tf, mean, variance)) : z);
  },

  /** Running statistics move by a tenth towards those of the batch, the variance without bias. */
  statistics(tf, _layer, parameters, x) {
    const { scale, shift, mean, variance } = named(parameters);
    const batch = batchMoments(tf, x);
    const count = x.size / mean.size;
    const unbiased = tf.mul(batch.variance, count / Math.max(1, count - 1));
    const moved = (running: Tensor, seen: Tensor) =>
      tf.add(tf.mul(1 - momentum, running), tf.mul(momentum, seen));
    return [scale, shift, moved(mean, batch.mean), moved(variance, unbiased)];
  },
};

function named(parameters: LayerTensors) {
  const [scale, shift, mean, variance] = parameters as readonly [Tensor, Tensor, Tensor, Tensor];
  return { scale, shift, mean, variance };
}

/** Over all axes but the channels'. */
function batchMoments(tf: TensorLibrary, x: Tensor) {
  return tf.moments(
    x,
    Array.from({ length: x.rank - 1 }, (_, axis) => axis),
  );
}

/** 0, by way of the running statistics: tfjs refuses gradients in tensors that a value does not depend on. */
function nothing(tf: TensorLibrary, mean: Tensor, variance: Tensor): Tensor {
  return tf.mul(0, tf.add(mean, variance));
}
