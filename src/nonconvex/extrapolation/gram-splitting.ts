import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorNetwork } from '../networks/tensor-network.js';
import { toWeightMatrix } from '../networks/weight-matrix.js';
import type { TensorLibrary } from '../tensors.js';
import { clip, shrinkLargest } from './prox.js';
import type { Splitting } from './splitting.js';

/** r1 on the deviation of one layer's Gram matrix from the identity, one vector for each layer. */
export type GramPenalty = Pick<Splitting, 'prox' | 'value'>;

/** beta max |S|, summed over the layers. */
export function largestDeviation(beta: number): GramPenalty {
  return {
    prox: (tf, s, step) => s.map((each) => shrinkLargest(tf, each, step * beta)),
    value: (tf, s) => tf.mul(beta, tf.addN(s.map((each) => tf.max(tf.abs(each))))),
  };
}

/** The indicator of max |S| <= xi. */
export function boundedDeviation(xi: number): GramPenalty {
  return {
    prox: (tf, s) => s.map((each) => clip(tf, each, xi)),
    value: (tf) => tf.scalar(0),
  };
}

/** g = W W' - I of every layer's weight W. */
export function gramSplitting(network: TensorNetwork, penalty: GramPenalty): Splitting {
  const weights = network.parameters.flatMap(({ role }, i) => (role === 'weight' ? [i] : []));
  const deviations = (tf: TensorLibrary, parameters: readonly Tensor[]) =>
    weights.map((i) => gramDeviation(tf, parameters[i]!));
  return {
    perRow: false,
    zeros: (tf) =>
      weights.map((i) => {
        const side = gramSide(network.parameters[i]!.shape);
        return tf.zeros([side, side]);
      }),
    features: (tf, parameters) => deviations(tf, parameters),
    valuesAndFeatures: (tf, parameters, x) => ({
      f: network.forward(tf, parameters, x, true),
      g: deviations(tf, parameters),
    }),
    ...penalty,
  };
}

/** W W' - I of a weight as a matrix (outputs, rest), or W' W - I where there are more outputs. */
export function gramDeviation(tf: TensorLibrary, weight: Tensor): Tensor2D {
  const matrix = toWeightMatrix(tf, weight);
  const [outputs, rest] = matrix.shape;
  const wide = outputs <= rest;
  const gram = tf.matMul<Tensor2D>(matrix, matrix, !wide, wide);
  return tf.sub(gram, tf.eye(Math.min(outputs, rest)));
}

/** Rows of that for a weight of this shape: (outputs, rest), or a kernel (..., outputs). */
function gramSide(shape: readonly number[]): number {
  const size = shape.reduce((product, length) => product * length, 1);
  const outputs = shape.length === 2 ? shape[0]! : shape.at(-1)!;
  return Math.min(outputs, size / outputs);
}
