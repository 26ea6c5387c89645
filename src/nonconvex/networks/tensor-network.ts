import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Network } from '../../core/network.js';
import type { AnyProblem } from '../../core/problem.js';
import type { Random } from '../../core/random.js';
import type { TensorLibrary } from '../tensors.js';
import { denseChain } from './dense-chain.js';

export interface ParameterInfo {
  readonly name: string;
  readonly shape: readonly number[];
  /** weight: regularized. bias, gain: learned, not regularized. statistic: measured, without a gradient in training. */
  readonly role: 'weight' | 'bias' | 'gain' | 'statistic';
  /** Number of the layer, from 0; layers inside a residual block have the block's. */
  readonly layer: number;
}

/** An architecture on tensors: parameters live outside, so that algorithms can own them. */
export interface TensorNetwork {
  readonly parameters: readonly ParameterInfo[];
  /** Seeded start values, in the order of `parameters`. */
  init(tf: TensorLibrary, random: Random): Tensor[];
  /**
   * x (b, d) in the data's own column order -> outputs (b, K). Differentiable by tf.grads in x and in every parameter.
   * `training`: batch statistics in batch norm; its own statistics then have the gradient 0.
   */
  forward(tf: TensorLibrary, parameters: readonly Tensor[], x: Tensor2D, training: boolean): Tensor2D;
  /** New running statistics after a training batch (batch norm); the same tensors where there are none. */
  statistics(tf: TensorLibrary, parameters: readonly Tensor[], x: Tensor2D): Tensor[];
  /** The float64 network with these parameters. Reads tensors (async for WebGPU). */
  toNetwork(parameters: readonly Tensor[]): Promise<Network>;
  /** Parameters of a float64 network of this architecture, as tensors. Throws a RangeError for any other network. */
  fromNetwork(tf: TensorLibrary, network: Network): Tensor[];
}

export function tensorNetwork(problem: AnyProblem): TensorNetwork {
  return denseChain(problem);
}
