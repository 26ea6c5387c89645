import type { MaxPoolLayer } from '../../../core/layers/max-pool.js';
import type { TensorLayer } from './layer.js';
import { padded } from './padded.js';

/** Below every float32. */
const least = Number.NEGATIVE_INFINITY;

export const maxPool: TensorLayer<MaxPoolLayer> = {
  forward: (tf, layer, _none, x) =>
    tf.maxPool(padded(tf, layer, x, least), layer.size, layer.stride, 'valid'),
};
