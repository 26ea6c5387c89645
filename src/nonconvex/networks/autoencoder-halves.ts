import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { architectureOf } from '../../core/models/index.js';
import type { AnyProblem } from '../../core/problem.js';
import type { TensorLibrary } from '../tensors.js';
import { tensorNetworkOf } from './tensor-network.js';

/** An autoencoder on tensors, with the code z between its layers at hand. `parameters`: those of both. */
export interface AutoencoderHalves {
  /** x (b, d) -> z (b, code). */
  encode(tf: TensorLibrary, parameters: readonly Tensor[], x: Tensor2D): Tensor2D;
  /** z (b, code) -> f (b, d). */
  decode(tf: TensorLibrary, parameters: readonly Tensor[], z: Tensor2D): Tensor2D;
}

/** The halves of a problem's autoencoder. Throws a RangeError for other models. */
export function autoencoderHalves(problem: AnyProblem): AutoencoderHalves {
  if (problem.model.type !== 'autoencoder') {
    throw new RangeError(`the model ${problem.model.type} has no codes`);
  }
  const [first, second] = architectureOf(problem).layers.map((layer) => tensorNetworkOf({ layers: [layer] }));
  const own = first!.parameters.length;
  return {
    encode: (tf, parameters, x) => first!.forward(tf, parameters.slice(0, own), x, true),
    decode: (tf, parameters, z) => second!.forward(tf, parameters.slice(own), z, true),
  };
}
