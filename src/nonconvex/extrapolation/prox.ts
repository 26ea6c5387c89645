import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../tensors.js';

/** sign(v) max(0, |v| - step), the proximal operator of the l1 norm. */
export function softThreshold(tf: TensorLibrary, v: Tensor, step: number): Tensor {
  return tf.sub(v, clip(tf, v, step));
}

/** Every entry moved into [-bound, bound], the projection onto the ball of the maximum norm. NaN stays NaN. */
export function clip(tf: TensorLibrary, v: Tensor, bound: number): Tensor {
  return tf.maximum(-bound, tf.minimum(bound, v));
}

/** The proximal operator of step max |v|: clipping at {@link linfLevel}. */
export function shrinkLargest(tf: TensorLibrary, v: Tensor, step: number): Tensor {
  return clip(tf, v, linfLevel(v.dataSync(), step));
}

/**
 * The level at which prox of step ||.||_inf clips v: the t >= 0 with sum max(0, |v_i| - t) = step, or 0 where
 * ||v||_1 <= step. By Michelot's fixed point over the entries above t, which ends after finitely many rounds; what the
 * clipping takes away is the projection of v onto the l1 ball of radius `step` (Moreau's decomposition).
 */
export function linfLevel(v: ArrayLike<number>, step: number): number {
  let level = 0;
  for (;;) {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < v.length; i++) {
      const size = Math.abs(v[i]!);
      if (size <= level) continue;
      sum += size;
      count++;
    }
    const next = count === 0 ? level : (sum - step) / count;
    if (!(next > level)) return level;
    level = next;
  }
}
