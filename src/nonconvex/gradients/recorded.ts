import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorNetwork } from '../networks/tensor-network.js';
import { replaced, trainedParameters } from '../networks/trained-parameters.js';
import type { TensorLibrary } from '../tensors.js';
import type { NetworkGradients, Slopes } from './network-gradients.js';

/** By reverse passes over the recorded operations of a forward pass. */
export function recordedGradients(network: TensorNetwork): NetworkGradients {
  const trained = trainedParameters(network);
  return {
    inParameters(tf, parameters, x, slopes) {
      const values = (...moving: Tensor[]) =>
        withSlopes(tf, network.forward(tf, replaced(parameters, trained, moving), x, true), slopes);
      return tf.grads(values)(trained.map((position) => parameters[position]!));
    },
    inRows(tf, parameters, x, slopes) {
      const values = (rows: Tensor) =>
        withSlopes(tf, network.forward(tf, parameters, rows as Tensor2D, false), slopes);
      return tf.grad(values)(x) as Tensor2D;
    },
  };
}

/** f itself, through which a reverse pass enters with the given slopes: the function of f is never evaluated. */
function withSlopes(tf: TensorLibrary, f: Tensor2D, slopes: Slopes): Tensor2D {
  return tf.customGrad((...inputs) => {
    const [values, save] = inputs as unknown as [Tensor2D, (tensors: Tensor[]) => void];
    save([values]);
    return { value: tf.clone(values), gradFunc: (_dy, [saved]) => slopes(saved as Tensor2D) };
  })(f) as Tensor2D;
}
