import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { DenseLayer } from '../../../core/layers/dense.js';
import { activated } from '../activations.js';
import type { TensorLayer } from './layer.js';

/** activation(x W' + b). */
export const dense: TensorLayer<DenseLayer> = {
  forward(tf, { activation }, [weight, bias], x) {
    const rows = x.rank === 2 ? x : tf.reshape(x, [x.shape[0]!, -1]);
    const z = tf.matMul(rows as Tensor2D, weight as Tensor2D, false, true);
    return activated(tf, activation, bias ? tf.add(z, bias) : z);
  },
};
