import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '#relucent/core/random.js';
import type { BackendName } from '#relucent/nonconvex/tensors.js';
import { on } from '../backends.js';
import { expectClose } from './close.js';
import { type Case, operations } from './operations.js';
import { type Array64, differences, sizeOf } from './reference.js';

const trials = 12;

/** Random operands, rounded to float32; no two entries of one are closer than the step of a difference quotient. */
function randomOperands(random: Random, { shapes }: Case): Array64[] {
  return shapes.map((shape) => {
    const spread = random.permutation(sizeOf(shape));
    const data = Float64Array.from(
      spread,
      (rank) => (3 * (rank + 0.5)) / spread.length - 1.5 + 1e-3 * random.uniform(),
    );
    return { shape, data: Float64Array.from(Float32Array.from(data)) };
  });
}

/** The operation's value and the gradient of its weighted sum, in every operand. */
async function evaluate(backend: BackendName, { tensors }: Case, operands: Array64[], weights: Float64Array) {
  const tf = await on(backend);
  const before = tf.memory().numTensors;
  const inputs = operands.map(({ shape, data }) => tf.tensor(Float32Array.from(data), [...shape]));
  const value = tf.tidy(() => tensors(tf, inputs));
  const weighted = (...xs: Tensor[]) =>
    tf.sum(tf.mul(tf.tensor(Float32Array.from(weights), value.shape), tensors(tf, xs)));
  const gradients = tf.tidy(() => tf.grads(weighted as never)(inputs));
  const result = {
    shape: [...value.shape],
    value: await value.data(),
    gradients: await Promise.all(gradients.map((gradient) => gradient.data())),
  };
  tf.dispose([inputs, value, gradients]);
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

describe.each(Object.keys(operations))('%s', (name) => {
  it('has the value and gradient of its float64 definition, on wasm as on cpu', async () => {
    const random = createRandom(20, name);
    for (let trial = 0; trial < trials; trial++) {
      const chosen = operations[name]!(random);
      const operands = randomOperands(random, chosen);
      const value = chosen.naive(...operands);
      const weights = value.data.map(() => random.normal());
      const total = (...moved: Array64[]) =>
        chosen.naive(...moved).data.reduce((sum, entry, i) => sum + entry * weights[i]!, 0);
      const slopes = differences(total, operands);
      for (const backend of ['wasm', 'cpu'] as const) {
        const actual = await evaluate(backend, chosen, operands, weights);
        const what = `${backend}, trial ${trial}, shapes ${JSON.stringify(chosen.shapes)}`;
        expect(actual.shape, what).toEqual([...value.shape]);
        expectClose(actual.value, value.data, 2e-6, `${what}, value`);
        slopes.forEach((slope, k) => {
          expectClose(actual.gradients[k]!, slope, 2e-5, `${what}, gradient ${k}`);
        });
      }
    }
  });
});
