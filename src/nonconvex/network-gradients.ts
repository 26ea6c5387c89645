import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { AnyProblem } from '../core/problem.js';
import type { TensorNetwork } from './networks/tensor-network.js';
import { reluGradients } from './relu-gradients.js';
import type { TensorLibrary } from './tensors.js';

/** Slopes in the values f (b, K) of a function of them, (b, K). */
export type Slopes = (f: Tensor2D) => Tensor2D;

/** Gradients of a function of a network's values at rows x (b, d); the function is given by its slopes. */
export interface NetworkGradients {
  /** In every parameter that is trained, in training. */
  inParameters(tf: TensorLibrary, parameters: readonly Tensor[], x: Tensor2D, slopes: Slopes): Tensor[];
  /** In the rows, (b, d), of the network as it predicts: its statistics are fixed, so that rows do not mix. */
  inRows(tf: TensorLibrary, parameters: readonly Tensor[], x: Tensor2D, slopes: Slopes): Tensor2D;
}

/** By hand for one hidden layer, where recording every operation takes a third of a step; recorded for all others. */
export function networkGradients(problem: AnyProblem, network: TensorNetwork): NetworkGradients {
  return problem.model.type === 'relu' ? reluGradients : recordedGradients(network);
}

/** Positions of the parameters that are trained: all but the statistics. */
export function trainedParameters({ parameters }: TensorNetwork): number[] {
  return parameters.flatMap(({ role }, i) => (role === 'statistic' ? [] : [i]));
}

/** The parameters with others in the given positions. */
export function replaced(parameters: readonly Tensor[], positions: readonly number[], by: readonly Tensor[]) {
  const all = [...parameters];
  positions.forEach((position, i) => {
    all[position] = by[i]!;
  });
  return all;
}

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
