import type { ImageLayer } from '../../../core/layers/image.js';
import type { TensorLayer } from './layer.js';

/** Rows (channel by channel) -> images (b, height, width, channels). */
export const image: TensorLayer<ImageLayer> = {
  forward(tf, { channels, height, width }, _none, x) {
    const planes = tf.reshape(x, [x.shape[0]!, channels, height, width]);
    return tf.transpose(planes, [0, 2, 3, 1]);
  },
};
