import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '#relucent/core/random.js';
import { expectClose } from './close.js';
import { evaluate, randomTrial } from './evaluate.js';
import { operations } from './operations.js';

// Runs where both packages are installed beside this one and Debian's `chromium` has brought its software GPU.
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
const require = createRequire(import.meta.url);
const installed = ['webgpu', '@tensorflow/tfjs-backend-webgpu'].every((name) => {
  try {
    return require.resolve(name) !== '';
  } catch {
    return false;
  }
});

/** tfjs divides by the whole window where part of it lies in the padding. */
const wrong = ['avgPool'];

describe.skipIf(!installed || !existsSync(driver))('on WebGPU', () => {
  const load = async () => {
    process.env['VK_DRIVER_FILES'] = driver;
    process.env['RELUCENT_BACKEND'] = 'webgpu';
    const { loadTensors } = await import('#relucent/nonconvex/tensors.js');
    return loadTensors();
  };
  afterAll(async () => (await load()).tf.removeBackend('webgpu'));

  it('says which adapter it runs on', async () => {
    expect((await load()).description).toMatch(/^webgpu \(.*SwiftShader/);
  });

  const trained = Object.entries(operations).filter(([name]) => !wrong.includes(name));
  it.each(trained)('%s has the value and gradient of its definition', async (name, operation) => {
    const { tf } = await load();
    const random = createRandom(20, name);
    for (let i = 0; i < 4; i++) {
      const trial = randomTrial(random, operation);
      const actual = await evaluate(tf, trial);
      const what = `trial ${i}, shapes ${JSON.stringify(trial.chosen.shapes)}`;
      expectClose(actual.value, trial.value.data, 1e-4, `${what}, value`);
      trial.gradients.forEach((gradient, k) => {
        expectClose(actual.gradients[k]!, gradient, 1e-4, `${what}, gradient ${k}`);
      });
    }
  });
});
