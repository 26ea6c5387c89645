import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorNetwork } from '../networks/tensor-network.js';
import { replaced, trainedParameters } from '../networks/trained-parameters.js';
import { entered } from './entered.js';
import type { NetworkGradients } from './network-gradients.js';

/** By reverse passes over the recorded operations of a forward pass. */
export function recordedGradients(network: TensorNetwork): NetworkGradients {
  const trained = trainedParameters(network);
  return {
    inParameters(tf, parameters, x, slopes) {
      const values = (...moving: Tensor[]) =>
        entered(tf, network.forward(tf, replaced(parameters, trained, moving), x, true), slopes);
      return tf.grads(values)(trained.map((position) => parameters[position]!));
    },
    inRows(tf, parameters, x, slopes) {
      const values = (rows: Tensor) =>
        entered(tf, network.forward(tf, parameters, rows as Tensor2D, false), slopes);
      return tf.grad(values)(x) as Tensor2D;
    },
  };
}
