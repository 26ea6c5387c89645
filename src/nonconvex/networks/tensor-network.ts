import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { type Network, parametersOf } from '../../core/network.js';
import { type AnyProblem, hiddenWidth, outputCount } from '../../core/problem.js';
import type { Random } from '../../core/random.js';
import { asReluNetwork, networkOfRelu } from '../../core/relu-network.js';
import { matrixTensor, type TensorLibrary } from '../tensors.js';

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

/** f(x) = A max(0, U x), U (m, d) and A (K, m), drawn as U ~ N(0, 1/d) and A ~ N(0, 1/m), entry by entry. */
export function tensorNetwork(problem: AnyProblem): TensorNetwork {
  const [d, m, outputs] = [problem.train.x.cols, hiddenWidth(problem), outputCount(problem)];
  const shapes = [
    [m, d],
    [outputs, m],
  ] as const;
  return {
    parameters: shapes.map((shape, layer) => ({ name: `weight ${layer}`, shape, role: 'weight', layer })),
    init: (tf, random) =>
      shapes.map(([rows, cols]) =>
        tf.tensor2d(
          Float32Array.from({ length: rows * cols }, () => random.normal() / Math.sqrt(cols)),
          [rows, cols],
        ),
      ),
    forward(tf, [hidden, output], x) {
      const z = relu(tf, tf.matMul(x, hidden as Tensor2D, false, true));
      return tf.matMul(z, output as Tensor2D, false, true);
    },
    statistics: (_tf, parameters) => [...parameters],
    async toNetwork(parameters) {
      const [hidden, output] = await Promise.all(
        parameters.map(async (parameter, i) => {
          const [rows, cols] = shapes[i]!;
          return { rows, cols, data: Float64Array.from(await parameter.data()) };
        }),
      );
      return networkOfRelu({ hidden: hidden!, output: output! });
    },
    fromNetwork(tf, network) {
      const relu = asReluNetwork(network);
      if (!relu) throw new RangeError(`not a network of one hidden layer: ${parametersOf(network).length}`);
      return [matrixTensor(tf, relu.hidden), matrixTensor(tf, relu.output)];
    },
  };
}

/** max(0, z); its derivative at 0 is 1. By `step`, because comparisons are slow on wasm. */
function relu(tf: TensorLibrary, z: Tensor2D): Tensor2D {
  return tf.customGrad((...inputs) => {
    const [at, save] = inputs as unknown as [Tensor2D, (tensors: Tensor[]) => void];
    save([at]);
    return {
      value: tf.relu(at),
      gradFunc: (dy, [saved]) => tf.sub(dy as Tensor2D, tf.mul(tf.step(tf.neg(saved!)), dy as Tensor2D)),
    };
  })(z) as Tensor2D;
}
