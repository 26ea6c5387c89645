import { expect, it } from 'vitest';
import { createRandom } from '#relucent/core/random.js';
import { adamStep } from '#relucent/nonconvex/backends/adam-step.js';
import { on } from '../backends.js';
import { expectClose } from './close.js';

it.each(['wasm', 'cpu'] as const)('makes the steps of Adam on %s', async (backend) => {
  const tf = await on(backend);
  const random = createRandom(8);
  const length = 11;
  const p = Float64Array.from({ length }, () => Math.fround(random.normal()));
  const [m, v] = [new Float64Array(length), new Float64Array(length)];
  let state = { parameter: tf.tensor1d([...p]), mean: tf.zeros([length]), square: tf.zeros([length]) };
  const before = tf.memory().numTensors;
  for (let step = 1; step <= 20; step++) {
    const g = Float64Array.from({ length }, () => Math.fround(random.normal()));
    for (let i = 0; i < length; i++) {
      m[i] = 0.9 * m[i]! + 0.1 * g[i]!;
      v[i] = 0.999 * v[i]! + 0.001 * g[i]! ** 2;
      p[i]! -= (0.01 * (m[i]! / (1 - 0.9 ** step))) / (Math.sqrt(v[i]! / (1 - 0.999 ** step)) + 1e-8);
    }
    const gradient = tf.tensor1d([...g]);
    const next = tf.tidy(() => ({ ...adamStep(tf, state as never, gradient, 0.01, step) })) as typeof state;
    tf.dispose([gradient, { ...state }]);
    state = next;
  }
  expect(tf.memory().numTensors).toBe(before);
  expectClose(state.parameter.dataSync(), p, 1e-5);
  expectClose(state.mean.dataSync(), m, 1e-5);
  expectClose(state.square.dataSync(), v, 1e-5);
});
