import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, describe, expect, it } from 'vitest';
import { parametersOf, predict } from '#relucent/core/network.js';
import type { AnyProblem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { columnLasso } from '#relucent/core/regularizers/column-lasso.js';
import { validate } from '#relucent/core/validation.js';
import { nonconvexTrainers } from '#relucent/nonconvex/index.js';
import { tensorVictim } from '#relucent/nonconvex/tensor-victim.js';
import { normalMatrix } from '../../support/networks.js';
import { on } from '../backends.js';
import { noisyHalfSpace, threeBlobs } from '../problems.js';
import { expectClose } from './close.js';
import { evaluate, randomTrial } from './evaluate.js';
import { operations } from './operations.js';

// Runs where both packages are installed beside this one, and Debian's `chromium` with its software GPU and `libvulkan1`,
// which loads it; in CI always.
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
const loader = '/usr/lib/x86_64-linux-gnu/libvulkan.so.1';
const require = createRequire(import.meta.url);
const packages = ['webgpu', '@tensorflow/tfjs-backend-webgpu'].every((name) => {
  try {
    return require.resolve(name) !== '';
  } catch {
    return false;
  }
});

const installed = packages && [driver, loader].every((file) => existsSync(file));

/** tfjs divides by the whole window where part of it lies in the padding. */
const wrong = ['avgPool'];

describe.skipIf(!process.env['CI'] && !installed)('on WebGPU', () => {
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

  const attacked = noisyHalfSpace(20, 3, { radii: [0.1, 0.1, 0] });
  const blobs = threeBlobs(9);
  const images: AnyProblem = {
    ...threeBlobs(6),
    train: { x: normalMatrix(createRandom(1), 6, 441), y: threeBlobs(6).train.y },
    radii: new Float64Array(441),
    model: { type: 'cnn', name: 'c-cnn', width: 0.04 },
    image: [1, 21, 21],
  };
  it.each([
    ['adam', blobs, { epochs: 4 }],
    ['momentum', { ...blobs, regularizer: columnLasso }, { epochs: 4, regularization: 'proximal' }],
    ['parseval', blobs, { epochs: 2, batch: 4 }],
    ['gd-std', noisyHalfSpace(20, 3), { epochs: 3, validation: 0.25 }],
    ['gd-pgd', attacked, { epochs: 2 }],
    ['sgd', images, { epochs: 2, batch: 3 }],
  ] as [string, AnyProblem, object][])('%s trains as it does on cpu', async (name, problem, options) => {
    const { tf } = await load();
    const trainer = nonconvexTrainers.find((one) => one.name === name)!;
    expect(trainer.supports(problem)).toBe(true);
    const train = () =>
      trainer.train(problem, validate(trainer.optionsSchema, options), {
        seed: 1,
        signal: new AbortController().signal,
        report() {},
        conicSolvers: [],
      });
    const { network, iterations } = await train();
    const outputs = tensorVictim(tf, network!);
    const onGpu = await outputs.outputs(problem.train.x);
    outputs.dispose();
    await on('cpu');
    const other = await train();
    await on('webgpu');
    expect(iterations).toBe(other.iterations);
    const expected = parametersOf(other.network!);
    parametersOf(network!).forEach((values, p) => {
      expectClose(values, expected[p]!, 1e-3, `parameter ${p}`);
    });
    expectClose(onGpu.data, predict(network!, problem.train.x).data, 1e-4, 'outputs');
  });
});
