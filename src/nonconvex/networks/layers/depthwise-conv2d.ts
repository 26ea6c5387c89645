import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { DepthwiseConv2dLayer } from '../../../core/layers/depthwise-conv2d.js';
import { activated } from '../activations.js';
import type { TensorLayer } from './layer.js';

/** activation(kernel * image + bias), channel by channel. */
export const depthwiseConv2d: TensorLayer<DepthwiseConv2dLayer> = {
  forward(tf, { stride, padding, activation }, [weight, bias], x) {
    const filters = tf.expandDims<Tensor4D>(weight!, 3);
    const z = tf.depthwiseConv2d(x as Tensor4D, filters, stride, padding);
    return activated(tf, activation, bias ? tf.add(z, bias) : z);
  },
};
