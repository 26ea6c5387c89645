import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { BoundPenalty, Shape } from '../core/proximal/penalty.js';
import { fromWeightMatrix, toWeightMatrix } from './networks/weight-matrix.js';
import type { TensorLibrary } from './tensors.js';

/** argmin over v of step P(v) + ||v - w||^2 / 2, computed in float64: for any penalty, on backends that read at once. */
export function tensorProx(tf: TensorLibrary, penalty: BoundPenalty, weight: Tensor, step: number): Tensor {
  return inFloat64(tf, weight, (x, shape) => penalty.prox(x, step, shape).y);
}

/** The gradient of a penalty that has one. Throws a RangeError for others. */
export function tensorGradient(tf: TensorLibrary, penalty: BoundPenalty, weight: Tensor): Tensor {
  const { gradient } = penalty;
  if (!gradient) throw new RangeError(`${penalty.name} has no gradient`);
  return inFloat64(tf, weight, (x, shape) => gradient(x, shape));
}

/** P(w). */
export function tensorValue(tf: TensorLibrary, penalty: BoundPenalty, weight: Tensor): number {
  return tf.tidy(() => {
    const matrix = toWeightMatrix(tf, weight);
    const [rows, cols] = matrix.shape;
    return penalty.value(Float64Array.from(matrix.dataSync()), { rows, cols });
  });
}

function inFloat64(
  tf: TensorLibrary,
  weight: Tensor,
  map: (x: Float64Array, shape: Shape) => Float64Array,
): Tensor {
  return tf.tidy(() => {
    const matrix = toWeightMatrix(tf, weight);
    const [rows, cols] = matrix.shape;
    const y = map(Float64Array.from(matrix.dataSync()), { rows, cols });
    const moved: Tensor2D = tf.tensor2d(Float32Array.from(y), [rows, cols]);
    return fromWeightMatrix(tf, moved, weight.shape);
  });
}
