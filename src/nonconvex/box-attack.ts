import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { NetworkGradients } from './gradients/network-gradients.js';
import type { TensorLoss } from './losses.js';
import type { TensorLibrary } from './tensors.js';

/** Signed-gradient steps inside a box. */
export interface BoxAttack {
  readonly steps: number;
  /** Length of a step as a share of each column's radius. */
  readonly stepFraction: number;
}

/** The fast gradient sign method: one step to the rim of the box. */
export const fgsm: BoxAttack = { steps: 1, stepFraction: 1 };

/**
 * Projected gradient ascent on the loss, from the rows x (b, d), without a random start:
 *
 *   x_{t+1} = clip(x_t + fraction * radii * sgn(grad_x l(f(x_t), y)), x - radii, x + radii),
 *
 * with the network as it predicts (its statistics fixed). Returns the offsets (x_T - x) / radii, entries in [-1, 1]; a
 * column of radius 0 stays put whatever its offset. `radii` has shape (1, d).
 * Source: Madry et al. 2018; Bai, Gautam, Gai and Sojoudi 2022, eq. (3).
 */
export function attackOffsets(
  tf: TensorLibrary,
  gradients: NetworkGradients,
  parameters: readonly Tensor[],
  loss: TensorLoss,
  attack: BoxAttack,
  x: Tensor2D,
  y: Tensor2D,
  radii: Tensor2D,
): Tensor2D {
  let offsets = tf.zerosLike(x);
  for (let t = 0; t < attack.steps; t++) {
    offsets = tf.tidy(() => {
      const at = displaced(tf, x, offsets, radii);
      const direction = gradients.inRows(tf, parameters, at, (f) => loss.attackSlope(tf, f, y));
      const moved = tf.add(offsets, tf.mul(attack.stepFraction, sign(tf, direction)));
      return tf.clipByValue(moved, -1, 1) as Tensor2D;
    });
  }
  return offsets;
}

/** x + offsets * radii. */
export function displaced(tf: TensorLibrary, x: Tensor2D, offsets: Tensor2D, radii: Tensor2D): Tensor2D {
  return tf.add(x, tf.mul(offsets, radii));
}

/** sgn with sgn(0) = 0. By `step`, because tf.sign is slow on wasm. */
function sign(tf: TensorLibrary, a: Tensor2D): Tensor2D {
  return tf.sub(tf.step(a), tf.step(tf.neg(a)));
}
