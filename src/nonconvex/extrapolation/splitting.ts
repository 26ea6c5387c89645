import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../tensors.js';

/** What s stands in for, and the regularizer on it: g and r1 on tensors, with the factor beta in r1. */
export interface Splitting {
  /** Whether s has a part for each training row; else it belongs to the weights. */
  readonly perRow: boolean;
  /** s = 0 for so many rows. */
  zeros(tf: TensorLibrary, rows: number): Tensor[];
  /** g(p); at rows x, where it is about them. */
  features(tf: TensorLibrary, parameters: readonly Tensor[], x: Tensor2D): Tensor[];
  /** The network's values f at rows x, in training, together with g(p). */
  valuesAndFeatures(
    tf: TensorLibrary,
    parameters: readonly Tensor[],
    x: Tensor2D,
  ): { readonly f: Tensor2D; readonly g: Tensor[] };
  /** argmin over v of step r1(v) + ||v - s||^2 / 2. */
  prox(tf: TensorLibrary, s: readonly Tensor[], step: number): Tensor[];
  /** r1(s), the sum over the rows where s has parts for rows. */
  value(tf: TensorLibrary, s: readonly Tensor[]): Scalar;
}
