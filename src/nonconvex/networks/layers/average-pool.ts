import type { AveragePoolLayer } from '../../../core/layers/average-pool.js';
import type { TensorLayer } from './layer.js';
import { padded } from './padded.js';

/** The mean of what lies inside the image: the mean with zeros beyond the edge, over the share that lies inside. */
export const averagePool: TensorLayer<AveragePoolLayer> = {
  forward(tf, layer, _none, x) {
    const { size, stride } = layer;
    const mean = tf.avgPool(padded(tf, layer, x, 0), size, stride, 'valid');
    if (!layer.ceil) return mean;
    const [, height, width] = x.shape as [number, number, number, number];
    const inside = padded(tf, layer, tf.ones([1, height, width, 1]), 0);
    return tf.div(mean, tf.avgPool(inside, size, stride, 'valid'));
  },
};
