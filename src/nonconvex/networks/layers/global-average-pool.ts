import type { GlobalAveragePoolLayer } from '../../../core/layers/global-average-pool.js';
import type { TensorLayer } from './layer.js';

/** (b, height, width, channels) -> (b, channels). */
export const globalAveragePool: TensorLayer<GlobalAveragePoolLayer> = {
  forward: (tf, _layer, _none, x) => tf.mean(x, [1, 2]),
};
