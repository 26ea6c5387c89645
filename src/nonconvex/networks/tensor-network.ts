import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Parameter, ParameterRole } from '../../core/layers/layer.js';
import { architectureOf } from '../../core/models/index.js';
import type { InitialWeights } from '../../core/models/model.js';
import { type Network, namedParameters, withParameters } from '../../core/network.js';
import type { AnyProblem } from '../../core/problem.js';
import type { Random } from '../../core/random.js';
import type { TensorLibrary } from '../tensors.js';
import { biasesBeforeBatchNorm } from './idle-biases.js';
import { initialValues } from './initial-values.js';
import { sequence } from './layers/index.js';
import type { LayerTensors } from './layers/layer.js';

export interface ParameterInfo {
  readonly name: string;
  readonly shape: readonly number[];
  /** weight: regularized. bias, gain: learned, not regularized. statistic: measured, without a gradient in training. */
  readonly role: ParameterRole;
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

/** The architecture a problem's model asks for; throws InputError at /model where it does not fit the data. */
export function tensorNetwork(problem: AnyProblem): TensorNetwork {
  const { layers, biases, initial } = architectureOf(problem);
  return onTensors({ layers }, biases, initial);
}

/** The architecture of a given float64 network (for attacks on tensors), all its biases included. */
export function tensorNetworkOf(network: Network): TensorNetwork {
  return onTensors(network, true, 'xavier-uniform');
}

/** `network` gives the layers' settings and shapes, and the start values of all but weights. */
function onTensors(network: Network, biases: boolean, initial: InitialWeights): TensorNetwork {
  const all = namedParameters(network);
  const idle = biasesBeforeBatchNorm(network.layers);
  const isFree = ({ role, name, values }: Parameter) =>
    role !== 'bias' || (biases && !idle.has(name)) || values.some((b) => b !== 0);
  const free = all.filter(isFree);
  const measures = free.some(({ role }) => role === 'statistic');

  /** The tensors of all parameters, undefined where a bias is always 0. */
  function spread(parameters: readonly Tensor[]): LayerTensors {
    let next = 0;
    return all.map((parameter) => (isFree(parameter) ? parameters[next++] : undefined));
  }

  return {
    parameters: free.map(({ name, shape, role }) => ({
      name,
      shape,
      role,
      layer: Number.parseInt(name, 10),
    })),

    init: (tf, random) =>
      free.map((parameter) => tensorOf(tf, initialValues(parameter, initial, random), parameter.shape)),

    forward(tf, parameters, x, training) {
      const outputs = sequence.forward(tf, network.layers, spread(parameters), x, training);
      return tf.reshape(outputs, [x.shape[0], -1]);
    },

    statistics(tf, parameters, x) {
      // They take a forward pass, and training asks after every step.
      if (!measures) return [...parameters];
      const after = sequence.statistics(tf, network.layers, spread(parameters), x);
      return after.filter((tensor) => tensor !== undefined);
    },

    async toNetwork(parameters) {
      const values = await Promise.all(
        spread(parameters).map(async (tensor, p) =>
          tensor ? Float64Array.from(await tensor.data()) : all[p]!.values,
        ),
      );
      return withParameters(network, values);
    },

    fromNetwork(tf, other) {
      const given = namedParameters(other);
      requireSameParameters(given, all);
      return given.flatMap(({ name, shape, values }, p) => {
        if (isFree(all[p]!)) return [tensorOf(tf, values, shape)];
        if (values.every((b) => b === 0)) return [];
        throw new RangeError(`${name} is always 0 in this architecture`);
      });
    },
  };
}

function tensorOf(tf: TensorLibrary, values: Float64Array, shape: readonly number[]): Tensor {
  return tf.tensor(Float32Array.from(values), [...shape]);
}

function requireSameParameters(given: readonly Parameter[], wanted: readonly Parameter[]): void {
  const shapes = (parameters: readonly Parameter[]) =>
    parameters.map(({ name, shape }) => `${name} (${shape.join(' x ')})`).join(', ');
  if (shapes(given) !== shapes(wanted)) {
    throw new RangeError(`the network has ${shapes(given)}; this architecture has ${shapes(wanted)}`);
  }
}
