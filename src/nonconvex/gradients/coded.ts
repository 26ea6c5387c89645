import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { AutoencoderHalves } from '../networks/autoencoder-halves.js';
import type { TensorLibrary } from '../tensors.js';
import { entered } from './entered.js';
import type { Slopes } from './network-gradients.js';

/** Gradients in all parameters of an autoencoder of a function of its values f and its codes z, given by its slopes. */
export function codedGradients(
  tf: TensorLibrary,
  { encode, decode }: AutoencoderHalves,
  parameters: readonly Tensor[],
  x: Tensor2D,
  slopes: { readonly inValues: Slopes; readonly inCodes: Slopes },
): Tensor[] {
  const value = (...moving: Tensor[]): Scalar => {
    const z = encode(tf, moving, x);
    const f = decode(tf, moving, z);
    return tf.add(tf.sum(entered(tf, f, slopes.inValues)), tf.sum(entered(tf, z, slopes.inCodes)));
  };
  return tf.grads(value)([...parameters]);
}
