import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorNetwork } from './networks/tensor-network.js';
import type { TensorLibrary } from './tensors.js';

/** Slopes in the values f (b, K) of a function of them, (b, K). */
export type Slopes = (f: Tensor2D) => Tensor2D;

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

/** Gradients in the trained parameters of a function of the values at the rows x, given by its slopes. */
export function parameterGradients(
  tf: TensorLibrary,
  network: TensorNetwork,
  parameters: readonly Tensor[],
  x: Tensor2D,
  slopes: Slopes,
): Tensor[] {
  const trained = trainedParameters(network);
  const values = (...moving: Tensor[]) =>
    withSlopes(tf, network.forward(tf, replaced(parameters, trained, moving), x, true), slopes);
  return tf.grads(values)(trained.map((position) => parameters[position]!));
}

/** Gradient in the rows x (b, d) of a function of their values, which does not mix the rows: statistics stay put. */
export function inputGradients(
  tf: TensorLibrary,
  network: TensorNetwork,
  parameters: readonly Tensor[],
  x: Tensor2D,
  slopes: Slopes,
): Tensor2D {
  const values = (rows: Tensor) =>
    withSlopes(tf, network.forward(tf, parameters, rows as Tensor2D, false), slopes);
  return tf.grad(values)(x) as Tensor2D;
}

/** f itself, through which a reverse pass enters with the given slopes: the function of f is never evaluated. */
function withSlopes(tf: TensorLibrary, f: Tensor2D, slopes: Slopes): Tensor2D {
  return tf.customGrad((...inputs) => {
    const [values, save] = inputs as unknown as [Tensor2D, (tensors: Tensor[]) => void];
    save([values]);
    return { value: tf.clone(values), gradFunc: (_dy, [saved]) => slopes(saved as Tensor2D) };
  })(f) as Tensor2D;
}
