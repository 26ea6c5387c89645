import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../tensors.js';
import type { Slopes } from './network-gradients.js';

/** f itself, through which a reverse pass enters with the given slopes: the function of f is never evaluated. */
export function entered(tf: TensorLibrary, f: Tensor2D, slopes: Slopes): Tensor2D {
  return tf.customGrad((...inputs) => {
    const [values, save] = inputs as unknown as [Tensor2D, (tensors: Tensor[]) => void];
    save([values]);
    return { value: tf.clone(values), gradFunc: (_dy, [saved]) => slopes(saved as Tensor2D) };
  })(f) as Tensor2D;
}
