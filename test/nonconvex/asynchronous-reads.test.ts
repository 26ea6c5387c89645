import { afterEach, describe, expect, it, vi } from 'vitest';
import { pgd } from '#relucent/attacks/pgd.js';
import type { MlpModel, ModelSpec } from '#relucent/core/generated/documents.js';
import type { AnyProblem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { columnLasso } from '#relucent/core/regularizers/column-lasso.js';
import { validate } from '#relucent/core/validation.js';
import { nonconvexTrainers } from '#relucent/nonconvex/index.js';
import { tensorVictim } from '#relucent/nonconvex/tensor-victim.js';
import { normalMatrix } from '../support/networks.js';
import { on } from './backends.js';
import { noisyHalfSpace, problemOn, threeBlobs } from './problems.js';

// WebGPU reads tensors asynchronously only: what passes here reads none in any other way.
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function forbidSynchronousReads() {
  const tf = await on('wasm');
  const forbidden = () => {
    throw new Error('a tensor was read synchronously');
  };
  for (const method of ['dataSync', 'arraySync'] as const) {
    vi.spyOn(tf.Tensor.prototype, method).mockImplementation(forbidden as never);
  }
  return tf;
}

const images: AnyProblem = {
  ...threeBlobs(6),
  train: { x: normalMatrix(createRandom(1), 6, 441), y: threeBlobs(6).train.y },
  radii: new Float64Array(441).fill(0.01),
  model: { type: 'cnn', name: 'c-cnn', width: 0.04 },
  image: [1, 21, 21],
};
const attacked = noisyHalfSpace(20, 3, { radii: [0.1, 0.1, 0] });
const withValidation = { validation: 0.2, patience: 2, batch: 5 };
const gradientMethods: [string, AnyProblem, object][] = nonconvexTrainers
  .filter(({ name, supports }) => !['gd-fgsm', 'gd-pgd'].includes(name) && supports(threeBlobs(9)) === true)
  .map(({ name }) => [name, threeBlobs(9), { epochs: 3 }]);

describe('without synchronous reads', () => {
  it.each([
    ...gradientMethods,
    ['gd-std', noisyHalfSpace(20, 3), { epochs: 4, ...withValidation }],
    [
      'sgd',
      noisyHalfSpace(20, 3, { regularizer: 'column-lasso' }),
      { epochs: 4, regularization: 'proximal' },
    ],
    ['gd-fgsm', attacked, { epochs: 3 }],
    ['gd-pgd', attacked, { epochs: 3 }],
    ['gd-pgd', images, { epochs: 2, batch: 3 }],
  ] as [string, AnyProblem, object][])('%s trains', async (name, problem, options) => {
    await forbidSynchronousReads();
    const trainer = nonconvexTrainers.find((one) => one.name === name)!;
    const outcome = await trainer.train(problem, validate(trainer.optionsSchema, options), {
      seed: 1,
      signal: new AbortController().signal,
      report() {},
      conicSolvers: [],
    });
    expect(outcome.iterations).toBeGreaterThan(1);
    expect(outcome.network).toBeDefined();
  });

  it('attacks find their points on tensors', async () => {
    const tf = await on('wasm');
    const { train } = attacked;
    const gradient = nonconvexTrainers.find(({ name }) => name === 'adam')!;
    const { network } = await gradient.train(attacked, validate(gradient.optionsSchema, { epochs: 2 }), {
      seed: 1,
      signal: new AbortController().signal,
      report() {},
      conicSolvers: [],
    });
    await forbidSynchronousReads();
    const victim = tensorVictim(tf, network!);
    const options = validate(pgd.optionsSchema, { name: 'pgd' });
    const { points } = await pgd.perturb(victim, train, attacked, options);
    expect(points.rows).toBe(train.x.rows);
    expect(points.data).not.toEqual(train.x.data);
    victim.dispose();
  });
});

describe('methods that read numbers within their steps', () => {
  const mlp: MlpModel = {
    type: 'mlp',
    hidden: [4],
    activation: 'relu',
    outputActivation: 'linear',
    bias: true,
  };
  const { x, y } = noisyHalfSpace(20, 3).train;
  const problem: AnyProblem = { ...problemOn(x, y, { loss: 'squared' }), model: mlp as ModelSpec };

  it.each([
    ['dlam', problem],
    ['admm', problem],
    ['ialam', { ...problem, regularizer: columnLasso }],
  ] as const)('%s refuses the backend webgpu, and no other', (name, own) => {
    const trainer = nonconvexTrainers.find((one) => one.name === name)!;
    expect(trainer.supports(own)).toBe(true);
    vi.stubEnv('RELUCENT_BACKEND', 'webgpu');
    expect(trainer.supports(own)).toMatch(
      'it reads numbers within its steps, which the tensor backend "webgpu" cannot do: set RELUCENT_BACKEND=wasm',
    );
    vi.stubEnv('RELUCENT_BACKEND', 'cpu');
    expect(trainer.supports(own)).toBe(true);
  });

  it('is no reason for gradient methods to refuse it', () => {
    vi.stubEnv('RELUCENT_BACKEND', 'webgpu');
    const adam = nonconvexTrainers.find(({ name }) => name === 'adam')!;
    expect(adam.supports(problem)).toBe(true);
  });
});
