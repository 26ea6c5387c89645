import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Conv2dLayer } from '../../../core/layers/conv2d.js';
import { activated } from '../activations.js';
import type { TensorLayer } from './layer.js';

/** activation(kernel * image + bias). */
export const conv2d: TensorLayer<Conv2dLayer> = {
  forward(tf, { stride, padding, activation }, [weight, bias], x) {
    const z = tf.conv2d(x as Tensor4D, weight as Tensor4D, stride, padding);
    return activated(tf, activation, bias ? tf.add(z, bias) : z);
  },
};
