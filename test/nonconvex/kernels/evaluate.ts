import type { Tensor } from '@tensorflow/tfjs-core';
import type { Random } from '#relucent/core/random.js';
import type { TensorLibrary } from '#relucent/nonconvex/tensors.js';
import type { Case } from './operations.js';
import { type Array64, differences, sizeOf } from './reference.js';

/** One random trial of an operation with what its float64 definition gives. */
export interface Trial {
  readonly chosen: Case;
  readonly operands: Array64[];
  /** The gradient is that of the sum of the value's entries with these weights. */
  readonly weights: Float64Array;
  readonly value: Array64;
  readonly gradients: number[][];
}

export function randomTrial(random: Random, operation: (random: Random) => Case): Trial {
  const chosen = operation(random);
  const operands = chosen.shapes.map((shape) => spreadOut(random, shape));
  const value = chosen.naive(...operands);
  const weights = value.data.map(() => random.normal());
  const total = (...moved: Array64[]) =>
    chosen.naive(...moved).data.reduce((sum, entry, i) => sum + entry * weights[i]!, 0);
  return { chosen, operands, weights, value, gradients: differences(total, operands) };
}

/** Random entries, rounded to float32; no two are closer than the step of a difference quotient, nor is one to 0. */
function spreadOut(random: Random, shape: readonly number[]): Array64 {
  const order = random.permutation(sizeOf(shape));
  const entry = (rank: number) => (3 * (rank + 0.5)) / order.length - 1.5 + 1e-3 * (1 + random.uniform());
  return { shape, data: Float64Array.from(Float32Array.from(order, entry)) };
}

/** The operation's value and gradients on tensors. */
export async function evaluate(tf: TensorLibrary, { chosen, operands, weights }: Trial) {
  const inputs = operands.map(({ shape, data }) => tf.tensor(Float32Array.from(data), [...shape]));
  const value = tf.tidy(() => chosen.tensors(tf, inputs));
  const weighted = (...xs: Tensor[]) =>
    tf.sum(tf.mul(tf.tensor(Float32Array.from(weights), value.shape), chosen.tensors(tf, xs)));
  const gradients = tf.tidy(() => tf.grads(weighted as never)(inputs));
  const result = {
    shape: [...value.shape],
    value: await value.data(),
    gradients: await Promise.all(gradients.map((gradient) => gradient.data())),
  };
  tf.dispose([inputs, value, gradients]);
  return result;
}
