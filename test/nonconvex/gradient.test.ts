import type { TensorContainerObject } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Network } from '#relucent/core/network.js';
import { standardObjective } from '#relucent/core/objective.js';
import type { AnyProblem } from '#relucent/core/problem.js';
import {
  type GradientSettings,
  type GradientState,
  gradientDescent,
  initialParameters,
} from '#relucent/nonconvex/algorithms/gradient.js';
import { optimizers } from '#relucent/nonconvex/algorithms/optimizers/index.js';
import { checkpoint, restore } from '#relucent/nonconvex/checkpoint.js';
import { recordedGradients } from '#relucent/nonconvex/gradients/recorded.js';
import { reluGradients } from '#relucent/nonconvex/gradients/relu.js';
import { tensorLosses } from '#relucent/nonconvex/losses.js';
import { tensorNetwork } from '#relucent/nonconvex/networks/tensor-network.js';
import { matrixTensor, type TensorLibrary } from '#relucent/nonconvex/tensors.js';
import { denseLayer } from '../support/networks.js';
import { on } from './backends.js';
import { noisyHalfSpace, threeBlobs, threeBlobsOutputwise } from './problems.js';

const plain: GradientSettings = {
  epochs: 10,
  batch: 'full',
  optimizer: optimizers.sgd,
  learningRate: 0.5,
  schedule: 'constant',
  regularization: 'gradient',
};

/** The weights of both layers, U first. */
const weightsOf = (network: Network) => [0, 1].map((l) => denseLayer(network, l).weight.data);
const flat = (network: Network) => weightsOf(network).flatMap((weights) => [...weights]);

/** The networks after 0, 1, ... steps. */
async function path(
  tf: TensorLibrary,
  problem: AnyProblem,
  settings: GradientSettings,
  steps: number,
): Promise<Network[]> {
  const algorithm = gradientDescent(tf, problem, settings);
  const networks: Network[] = [];
  let state = algorithm.init();
  for (let t = 0; t <= steps; t++) {
    networks.push(await algorithm.solution(state));
    state = algorithm.step(state);
  }
  return networks;
}

/** Central differences of the float64 objective. */
function differences(problem: AnyProblem, network: Network): number[] {
  const h = 1e-6;
  return weightsOf(network).flatMap((weights) =>
    Array.from(weights, (weight, i) => {
      weights[i] = weight + h;
      const above = standardObjective(network, problem);
      weights[i] = weight - h;
      const below = standardObjective(network, problem);
      weights[i] = weight;
      return (above - below) / (2 * h);
    }),
  );
}

/** The gradient a step of plain descent follows: (w_0 - w_1) / rate. */
async function followed(tf: TensorLibrary, problem: AnyProblem, settings: GradientSettings) {
  const [before, after] = (await path(tf, problem, settings, 1)).map(flat);
  return before!.map((weight, i) => (weight - after![i]!) / settings.learningRate);
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number) {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!), `entry ${i}`).toBeLessThanOrEqual(tolerance);
  });
}

describe.each(['wasm', 'cpu'] as const)('on %s', (backend) => {
  it.each([
    ['hinge', noisyHalfSpace(30, 4, { weight: 0.1 })],
    ['squared', noisyHalfSpace(30, 4, { loss: 'squared', weight: 0.1 })],
    ['logistic', noisyHalfSpace(30, 4, { loss: 'logistic', weight: 0.1 })],
    ['hinge over three outputs', threeBlobsOutputwise(30)],
    ['squared over three outputs', threeBlobsOutputwise(30, { loss: 'squared' })],
    ['cross-entropy', threeBlobs(30)],
    ['column-lasso', threeBlobs(30, { regularizer: 'column-lasso', weight: 0.1 })],
  ] as const)('follows the gradient of the objective: %s', async (_, problem) => {
    const tf = await on(backend);
    const [start] = await path(tf, problem, plain, 0);
    expectClose(await followed(tf, problem, plain), differences(problem, start!), 3e-6);
  });

  it('takes mini-batches whose gradients average to the full one', async () => {
    const tf = await on(backend);
    const problem = noisyHalfSpace(30, 4);
    const algorithm = gradientDescent(tf, problem, { ...plain, batch: 10 });
    expect(algorithm.stepsPerIteration).toBe(3);
    const start = algorithm.init();
    const { order } = algorithm.step(start);
    const before = flat(await algorithm.solution(start));
    const gradients = await Promise.all(
      [0, 1, 2].map(async (steps) => {
        const after = flat(await algorithm.solution(algorithm.step({ ...start, order: order!, steps })));
        return before.map((weight, i) => (weight - after[i]!) / plain.learningRate);
      }),
    );
    const mean = before.map((_, i) => (gradients[0]![i]! + gradients[1]![i]! + gradients[2]![i]!) / 3);
    expectClose(mean, await followed(tf, problem, plain), 2e-6);
  });
});

it.each([
  ['hinge', noisyHalfSpace(30, 4)],
  ['cross-entropy', threeBlobs(30)],
] as const)('has the same gradients by hand and recorded: %s', async (_, problem) => {
  const tf = await on('wasm');
  const { x, y } = problem.train;
  const gradients = tf.tidy(() => {
    const architecture = tensorNetwork(problem);
    const parameters = initialParameters(tf, architecture, problem);
    const rows = matrixTensor(tf, x);
    const slopes = (f: typeof rows) => tensorLosses[problem.loss.name]!.slope(tf, f, matrixTensor(tf, y));
    return [reluGradients, recordedGradients(architecture)].map((ways) =>
      [...ways.inParameters(tf, parameters, rows, slopes), ways.inRows(tf, parameters, rows, slopes)].flatMap(
        (tensor) => [...tensor.dataSync()],
      ),
    ) as never;
  }) as number[][];
  expectClose(gradients[0]!, gradients[1]!, 1e-5);
});

it('shuffles anew in every epoch, and visits every row', async () => {
  const tf = await on('wasm');
  const problem = noisyHalfSpace(30, 4);
  const algorithm = gradientDescent(tf, problem, { ...plain, batch: 12 });
  const orders = tf.tidy(() => {
    let state = algorithm.init();
    return Array.from({ length: 6 }, () => {
      state = algorithm.step(state);
      return [...state.order!.dataSync()].join();
    });
  }) as string[];
  expect(new Set(orders).size).toBe(2);
  expect(orders.slice(0, 3)).toEqual([orders[0], orders[0], orders[0]]);
  for (const order of orders) {
    expect(
      order
        .split(',')
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 30 }, (_, i) => i));
  }
});

it('lets the rate fall along its schedule', async () => {
  const tf = await on('wasm');
  const problem = noisyHalfSpace(30, 4);
  const lengths = async (schedule: GradientSettings['schedule']) => {
    const algorithm = gradientDescent(tf, problem, { ...plain, epochs: 4, schedule });
    const start = algorithm.init();
    const before = flat(await algorithm.solution(start));
    return Promise.all(
      [0, 1, 2, 3].map(async (steps) => {
        const after = flat(await algorithm.solution(algorithm.step({ ...start, steps })));
        return Math.hypot(...before.map((weight, i) => weight - after[i]!));
      }),
    );
  };
  const constant = await lengths('constant');
  const ratios = async (schedule: GradientSettings['schedule']) =>
    (await lengths(schedule)).map((length, i) => length / constant[i]!);
  const half = Math.SQRT1_2 / 2;
  expectClose(await ratios('cosine'), [1, 0.5 + half, 0.5, 0.5 - half], 1e-5);
  expectClose(await ratios({ type: 'step', every: 2, factor: 0.1 }), [1, 1, 0.1, 0.1], 1e-5);
});

it('evaluates the objective of the convex path in float64, block by block', async () => {
  const tf = await on('wasm');
  const problem = noisyHalfSpace(400, 250, { neurons: 640 });
  const [network] = await path(tf, problem, plain, 0);
  const terms: number[] = [];
  for await (const term of gradientDescent(tf, problem, plain).objective(network!)) terms.push(term);
  expect(terms.length).toBeGreaterThan(2);
  const sum = terms.reduce((a, b) => a + b);
  expect(Math.abs(sum - standardObjective(network!, problem))).toBeLessThan(1e-12);
});

it('weighs the rows that are left, and those held out, as all rows', async () => {
  const tf = await on('wasm');
  const problem = noisyHalfSpace(40, 3, { loss: 'squared' });
  const algorithm = gradientDescent(tf, problem, { ...plain, validation: 0.25 });
  const network = await algorithm.solution(algorithm.init());
  let [trained, held] = [0, 0];
  for await (const term of algorithm.objective(network)) trained += term;
  for await (const term of algorithm.validation!(network)) held += term;
  const weights = problem.weight * problem.regularizer.value(network, problem.train.x);
  const together = 0.75 * (trained - weights) + 0.25 * held + weights;
  expect(together).toBeCloseTo(standardObjective(network, problem), 12);
  expect(held).toBeGreaterThan(0);
});

it('goes on from a checkpoint exactly as it would have', async () => {
  const tf = await on('wasm');
  const problem = noisyHalfSpace(30, 4);
  const algorithm = gradientDescent(tf, problem, { ...plain, batch: 12, optimizer: optimizers.adam });
  let state = algorithm.init();
  const advance = (from: GradientState) => [1, 2, 3, 4].reduce((at) => algorithm.step(at), from);
  state = advance(state);
  const saved = await checkpoint(state);
  const restored = restore(tf, JSON.parse(JSON.stringify(saved, typedArraysAsArrays))) as GradientState;
  expect(await algorithm.solution(advance(restored))).toEqual(await algorithm.solution(advance(state)));
});

const typedArraysAsArrays = (_: string, value: unknown) =>
  ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value;

it('reaches columns of zeros by proximal steps, and calls that stationary', async () => {
  const tf = await on('wasm');
  // Only the first column tells anything; lasso takes the others out.
  const problem = noisyHalfSpace(60, 4, { loss: 'logistic', regularizer: 'column-lasso', weight: 0.05 });
  const algorithm = gradientDescent(tf, problem, { ...plain, regularization: 'proximal', learningRate: 0.5 });
  let state = algorithm.init();
  for (let t = 0; t < 1500; t++) {
    const next = tf.tidy(() => algorithm.step(state));
    tf.dispose(state);
    state = next;
  }
  const { weight } = denseLayer(await algorithm.solution(state), 0);
  const used = [0, 1, 2, 3].map((j) => weight.data.some((w, i) => i % 4 === j && w !== 0));
  expect(used[0]).toBe(true);
  expect(used).toContain(false);
  const { gradient } = tf.tidy(() => algorithm.residuals(state));
  expect((gradient as { dataSync(): Float32Array }).dataSync()[0]).toBeLessThan(1e-3);
});

it('calls a gradient with an entry that is no number no number', async () => {
  const tf = await on('wasm');
  const algorithm = gradientDescent(tf, noisyHalfSpace(30, 4, { loss: 'squared' }), plain);
  const { parameters, ...rest } = algorithm.init();
  const broken = { ...rest, parameters: [tf.fill(parameters[0]!.shape, 1e30), parameters[1]!] };
  const { gradient } = algorithm.residuals(broken);
  expect(Number.isFinite((gradient as { dataSync(): Float32Array }).dataSync()[0])).toBe(false);
});

it.each([
  {},
  { batch: 12 },
  { optimizer: optimizers.adamax },
  { attack: { steps: 3, stepFraction: 0.4 } },
  { regularization: 'proximal' as const, retraction: 0.01 },
])('neither grows nor leaks: %o', async (choices) => {
  const tf = await on('wasm');
  const problem = noisyHalfSpace(30, 4, { radii: [0.1, 0.1, 0.1, 0], regularizer: 'column-lasso' });
  const tensors: number[] = [];
  const before = tf.memory().numTensors;
  const algorithm = gradientDescent(tf, problem, { ...plain, ...choices });
  let state = tf.tidy(() => algorithm.init());
  for (let t = 0; t < 200; t++) {
    const next = tf.tidy(() => algorithm.step(state));
    const kept = new Set(tf.tensor_util.getTensorsInContainer(next as TensorContainerObject));
    for (const tensor of tf.tensor_util.getTensorsInContainer(state)) if (!kept.has(tensor)) tensor.dispose();
    state = next;
    tensors.push(tf.memory().numTensors);
  }
  expect(Math.max(...tensors)).toBe(tensors[0]);
  tf.dispose(state);
  algorithm.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
