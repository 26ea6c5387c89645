import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../tensors.js';

/** Slopes in the values f (b, K) of a function of them, (b, K). */
export type Slopes = (f: Tensor2D) => Tensor2D;

/** Gradients of a function of a network's values at rows x (b, d); the function is given by its slopes. */
export interface NetworkGradients {
  /** In every parameter that is trained, in training. */
  inParameters(tf: TensorLibrary, parameters: readonly Tensor[], x: Tensor2D, slopes: Slopes): Tensor[];
  /** In the rows, (b, d), of the network as it predicts: its statistics are fixed, so that rows do not mix. */
  inRows(tf: TensorLibrary, parameters: readonly Tensor[], x: Tensor2D, slopes: Slopes): Tensor2D;
}
