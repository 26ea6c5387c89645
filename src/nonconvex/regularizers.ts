import type { Tensor } from '@tensorflow/tfjs-core';
import type { Regularizer } from '../core/regularizers/regularizer.js';
import { fromWeightMatrix, toWeightMatrix } from './networks/weight-matrix.js';
import { tensorGradient, tensorProx } from './operator.js';
import type { TensorLibrary } from './tensors.js';

/** A regularizer r of core/regularizers as gradient methods use it, on the weight of one layer, counted from 0. */
export interface TensorRegularizer {
  /** A subgradient of r. Absent where that says nothing, as for l0. */
  gradient?(tf: TensorLibrary, weight: Tensor, layer: number): Tensor;
  /** argmin over v of step * r(v) + ||v - w||^2 / 2, step > 0. */
  prox(tf: TensorLibrary, weight: Tensor, step: number, layer: number): Tensor;
}

/** r = ||W||^2 / 2: gradient W, prox W / (1 + step). */
const weightDecay: TensorRegularizer = {
  gradient: (_tf, weight) => weight,
  prox: (tf, weight, step) => tf.div(weight, 1 + step),
};

/** r = sum_j ||w_j||, w_j the columns: subgradient w_j / ||w_j||, 0 at 0; prox max(0, 1 - step / ||w_j||) w_j. */
const columnLasso: TensorRegularizer = {
  gradient: (tf, weight) => onColumns(tf, weight, (matrix) => tf.div(matrix, columnNorms(tf, matrix))),
  prox: (tf, weight, step) =>
    onColumns(tf, weight, (matrix) =>
      tf.mul(matrix, tf.relu(tf.sub(1, tf.div(step, columnNorms(tf, matrix))))),
    ),
};

const native: Readonly<Record<string, TensorRegularizer>> = {
  'weight-decay': weightDecay,
  'column-lasso': columnLasso,
};

/** False where the numbers of a tensor have to be read to compute the regularizer. */
export function hasTensorKernel({ name, penalty }: Regularizer): boolean {
  return Object.hasOwn(native, name) || !penalty;
}

/** Undefined where the regularizer is no sum over the layers of penalties with operators. */
export function tensorRegularizerOf({
  name,
  penalty,
  penaltyOf,
}: Regularizer): TensorRegularizer | undefined {
  if (Object.hasOwn(native, name)) return native[name];
  return (
    penaltyOf && {
      prox: (tf, weight, step, layer) => tensorProx(tf, penaltyOf(layer), weight, step),
      ...(penalty?.gradient && {
        gradient: (tf, weight, layer) => tensorGradient(tf, penaltyOf(layer), weight),
      }),
    }
  );
}

function onColumns(tf: TensorLibrary, weight: Tensor, map: (matrix: Tensor) => Tensor): Tensor {
  const matrix = map(toWeightMatrix(tf, weight));
  return fromWeightMatrix(tf, matrix as ReturnType<typeof toWeightMatrix>, weight.shape);
}

/** ||w_j|| (1, columns), at least 1e-18: one can divide by it, and float32 can square larger entries. */
function columnNorms(tf: TensorLibrary, matrix: Tensor): Tensor {
  return tf.maximum(tf.sqrt(tf.sum(tf.square(matrix), 0, true)), 1e-18);
}
