import { describe, expect, it } from 'vitest';
import { createRandom } from '#relucent/core/random.js';
import { on } from '../backends.js';
import { expectClose } from './close.js';
import { evaluate, randomTrial } from './evaluate.js';
import { operations } from './operations.js';

const trials = 12;

describe.each(['wasm', 'cpu'] as const)('on %s', (backend) => {
  it.each(Object.entries(operations))(
    '%s has the value and gradient of its definition',
    async (name, operation) => {
      const tf = await on(backend);
      const random = createRandom(20, name);
      for (let i = 0; i < trials; i++) {
        const trial = randomTrial(random, operation);
        const before = tf.memory().numTensors;
        const actual = await evaluate(tf, trial);
        const what = `trial ${i}, shapes ${JSON.stringify(trial.chosen.shapes)}`;
        expect(tf.memory().numTensors, what).toBe(before);
        expect(actual.shape, what).toEqual([...trial.value.shape]);
        expectClose(actual.value, trial.value.data, 2e-6, `${what}, value`);
        trial.gradients.forEach((gradient, k) => {
          expectClose(actual.gradients[k]!, gradient, 2e-5, `${what}, gradient ${k}`);
        });
      }
    },
  );
});
