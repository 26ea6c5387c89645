import type { TensorContainerObject } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Network } from '#relucent/core/network.js';
import { standardObjective } from '#relucent/core/objective.js';
import type { Problem } from '#relucent/core/problem.js';
import { networkOfRelu } from '#relucent/core/relu-network.js';
import { type GradientSettings, gradientDescent } from '#relucent/nonconvex/algorithms/gradient.js';
import { initialNetwork } from '#relucent/nonconvex/initial-network.js';
import type { TensorLibrary } from '#relucent/nonconvex/tensors.js';
import { on } from './backends.js';
import { noisyHalfSpace } from './problems.js';

const plain: GradientSettings = {
  epochs: 10,
  batch: 'full',
  optimizer: 'sgd',
  learningRate: 0.5,
  schedule: 'constant',
};

/** The weights of both layers, U first. */
const weightsOf = ({ layers }: Network) => layers.map(({ weight }) => weight.data);
const flat = (network: Network) => weightsOf(network).flatMap((weights) => [...weights]);

/** Central differences of the float64 objective at the starting point, which is first rounded to float32. */
function differences(problem: Problem, network: Network): number[] {
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
function followed(tf: TensorLibrary, problem: Problem, settings: GradientSettings): number[] {
  const algorithm = gradientDescent(tf, problem, settings);
  return tf.tidy(() => {
    const start = algorithm.init();
    const before = flat(algorithm.solution(start));
    const after = flat(algorithm.solution(algorithm.step(start)));
    return before.map((weight, i) => (weight - after[i]!) / settings.learningRate);
  }) as number[];
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number) {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!), `entry ${i}`).toBeLessThanOrEqual(tolerance);
  });
}

describe.each(['wasm', 'cpu'] as const)('on %s', (backend) => {
  it.each(['hinge', 'squared', 'logistic'] as const)(
    'follows the gradient of the %s objective',
    async (loss) => {
      const tf = await on(backend);
      const problem = noisyHalfSpace(30, 4, { loss, weight: 0.1 });
      const start = tf.tidy(() => {
        const algorithm = gradientDescent(tf, problem, plain);
        return algorithm.solution(algorithm.init()) as never;
      }) as Network;
      expectClose(followed(tf, problem, plain), differences(problem, start), 2e-6);
    },
  );

  it('takes mini-batches whose gradients average to the full one', async () => {
    const tf = await on(backend);
    const problem = noisyHalfSpace(30, 4);
    const algorithm = gradientDescent(tf, problem, { ...plain, batch: 10 });
    expect(algorithm.stepsPerIteration).toBe(3);
    const mean = tf.tidy(() => {
      const start = algorithm.init();
      const { order } = algorithm.step(start);
      const before = flat(algorithm.solution(start));
      const gradients = [0, 1, 2].map((steps) => {
        const after = flat(algorithm.solution(algorithm.step({ ...start, order: order!, steps })));
        return before.map((weight, i) => (weight - after[i]!) / plain.learningRate);
      });
      return before.map((_, i) => (gradients[0]![i]! + gradients[1]![i]! + gradients[2]![i]!) / 3);
    }) as number[];
    expectClose(mean, followed(tf, problem, plain), 2e-6);
  });
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

it('makes the steps of Adam', async () => {
  const tf = await on('wasm');
  const problem = noisyHalfSpace(30, 4, { loss: 'squared' });
  const algorithm = gradientDescent(tf, problem, { ...plain, optimizer: 'adam', learningRate: 0.01 });
  const [rate, b1, b2] = [0.01, 0.9, 0.999];
  const network = networkOfRelu(initialNetwork(problem));
  let [m, v] = [flat(network).map(() => 0), flat(network).map(() => 0)];
  const reached = tf.tidy(() => {
    let state = algorithm.init();
    for (let t = 1; t <= 5; t++) state = algorithm.step(state);
    return flat(algorithm.solution(state));
  }) as number[];
  for (let t = 1; t <= 5; t++) {
    const g = differences(problem, network);
    m = m.map((old, i) => b1 * old + (1 - b1) * g[i]!);
    v = v.map((old, i) => b2 * old + (1 - b2) * g[i]! ** 2);
    const moved = flat(network).map(
      (w, i) => w - (rate * (m[i]! / (1 - b1 ** t))) / (Math.sqrt(v[i]! / (1 - b2 ** t)) + 1e-8),
    );
    const [hidden, output] = weightsOf(network) as [Float64Array, Float64Array];
    hidden.set(moved.slice(0, hidden.length));
    output.set(moved.slice(hidden.length));
  }
  expectClose(reached, flat(network), 1e-5);
});

it('lets the rate fall along half a cosine wave', async () => {
  const tf = await on('wasm');
  const problem = noisyHalfSpace(30, 4);
  const lengths = (schedule: 'constant' | 'cosine') => {
    const algorithm = gradientDescent(tf, problem, { ...plain, epochs: 4, schedule });
    return tf.tidy(() => {
      const start = algorithm.init();
      return [0, 1, 2, 3].map((steps) => {
        const [before, after] = [start, algorithm.step({ ...start, steps })].map((s) =>
          flat(algorithm.solution(s)),
        );
        return Math.hypot(...before!.map((weight, i) => weight - after![i]!));
      });
    }) as number[];
  };
  const constant = lengths('constant');
  const ratios = lengths('cosine').map((length, i) => length / constant[i]!);
  const half = Math.SQRT1_2 / 2;
  expectClose(ratios, [1, 0.5 + half, 0.5, 0.5 - half], 1e-5);
});

it('evaluates the objective of the convex path in float64, block by block', async () => {
  const tf = await on('wasm');
  const problem = noisyHalfSpace(400, 250, { neurons: 640 });
  const network = networkOfRelu(initialNetwork(problem));
  const terms = [...gradientDescent(tf, problem, plain).objective(network)];
  expect(terms.length).toBeGreaterThan(2);
  const sum = terms.reduce((a, b) => a + b);
  expect(Math.abs(sum - standardObjective(network, problem))).toBeLessThan(1e-12);
});

it.each([{}, { batch: 12 }, { optimizer: 'adam' as const }, { attack: { steps: 3, stepFraction: 0.4 } }])(
  'neither grows nor leaks: %o',
  async (choices) => {
    const tf = await on('wasm');
    const problem = noisyHalfSpace(30, 4, { radii: [0.1, 0.1, 0.1, 0] });
    const algorithm = gradientDescent(tf, problem, { ...plain, ...choices });
    const tensors: number[] = [];
    const before = tf.memory().numTensors;
    let state = tf.tidy(() => algorithm.init());
    for (let t = 0; t < 200; t++) {
      const next = tf.tidy(() => algorithm.step(state));
      const kept = new Set(tf.tensor_util.getTensorsInContainer(next as TensorContainerObject));
      for (const tensor of tf.tensor_util.getTensorsInContainer(state))
        if (!kept.has(tensor)) tensor.dispose();
      state = next;
      tensors.push(tf.memory().numTensors);
    }
    expect(Math.max(...tensors)).toBe(tensors[0]);
    tf.dispose(state);
    expect(tf.memory().numTensors).toBe(before);
  },
);
