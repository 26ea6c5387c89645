import { describe, expect, it } from 'vitest';
import type { DataSummary, MlpModel, ModelSpec } from '#relucent/core/generated/documents.js';
import { type Layer, operationsOf } from '#relucent/core/layers/index.js';
import type { Batch } from '#relucent/core/layers/layer.js';
import { losses } from '#relucent/core/losses/index.js';
import { rowLoss } from '#relucent/core/losses/loss.js';
import { type Matrix, row } from '#relucent/core/matrix.js';
import { type Network, namedParameters, parametersOf, withParameters } from '#relucent/core/network.js';
import { l2 } from '#relucent/core/norms/l2.js';
import { regularization } from '#relucent/core/objective.js';
import type { AnyProblem, ImageShape } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { weightDecay } from '#relucent/core/regularizers/weight-decay.js';
import { gradientDescent } from '#relucent/nonconvex/algorithms/gradient.js';
import { optimizers } from '#relucent/nonconvex/algorithms/optimizers/index.js';
import type { WasmBackend } from '#relucent/nonconvex/backends/wasm/heap.js';
import { tensorNetwork } from '#relucent/nonconvex/networks/tensor-network.js';
import type { TensorLibrary } from '#relucent/nonconvex/tensors.js';
import { normals } from '../core/sample-layers.js';
import { on } from './backends.js';

type LossName = keyof typeof losses;

interface Ends {
  readonly columns: number;
  readonly outputs: number;
  readonly image?: ImageShape;
}

const rows = 6;

function problemWith(model: ModelSpec, name: LossName, { columns, outputs, image }: Ends): AnyProblem {
  const random = createRandom(3, 'training steps');
  const targets = (k: number, i: number) => {
    if (name === 'squared') return random.normal();
    return k % Math.max(2, outputs) === i ? 1 : name === 'cross-entropy' ? 0 : -1;
  };
  return {
    train: {
      x: { rows, cols: columns, data: normals(random, rows * columns) },
      y: {
        rows,
        cols: outputs,
        data: Float64Array.from({ length: rows * outputs }, (_, at) =>
          targets(Math.floor(at / outputs), at % outputs),
        ),
      },
    },
    model,
    loss: losses[name],
    lossScale: 1 / rows,
    weight: 0.1,
    regularizer: weightDecay,
    norm: l2,
    radii: new Float64Array(columns),
    seed: 4,
    ...(image ? { image } : {}),
    summary: {} as DataSummary,
    dataSha256: '',
  };
}

const mlp: Omit<MlpModel, 'activation'> = {
  type: 'mlp',
  hidden: [5, 4],
  outputActivation: 'linear',
  bias: true,
};
const flat = { columns: 3, outputs: 3 };
const image = (channels: number, height: number, width: number): Ends => ({
  columns: channels * height * width,
  outputs: 3,
  image: [channels, height, width],
});
const cases = {
  'relu, hinge': problemWith({ type: 'relu', hidden: [6], activation: 'relu', bias: false }, 'hinge', {
    columns: 4,
    outputs: 1,
  }),
  'mlp of relu, hinge': problemWith({ ...mlp, activation: 'relu' }, 'hinge', flat),
  'mlp of relu6, logistic': problemWith({ ...mlp, activation: 'relu6' }, 'logistic', flat),
  'mlp of leaky-relu, cross-entropy': problemWith(
    { ...mlp, activation: { name: 'leaky-relu', slope: 0.1 } },
    'cross-entropy',
    flat,
  ),
  'mlp of softplus, squared': problemWith({ ...mlp, activation: 'softplus' }, 'squared', flat),
  'mlp of sigmoid, cross-entropy': problemWith({ ...mlp, activation: 'sigmoid' }, 'cross-entropy', flat),
  'mlp of tanh, logistic': problemWith({ ...mlp, activation: 'tanh' }, 'logistic', flat),
  'mlp of linear, squared': problemWith({ ...mlp, activation: 'linear' }, 'squared', flat),
  'autoencoder, squared': problemWith({ type: 'autoencoder', code: 3, activation: 'sigmoid' }, 'squared', {
    columns: 7,
    outputs: 7,
  }),
  'patches, squared': problemWith({ type: 'patches', patches: 3 }, 'squared', { columns: 12, outputs: 1 }),
  'c-cnn, cross-entropy': problemWith(
    { type: 'cnn', name: 'c-cnn', width: 0.04 },
    'cross-entropy',
    image(2, 22, 23),
  ),
  'c-cnn, hinge': problemWith({ type: 'cnn', name: 'c-cnn', width: 0.04 }, 'hinge', image(1, 21, 21)),
  'mobilenet-v2, cross-entropy': problemWith(
    { type: 'cnn', name: 'mobilenet-v2', width: 0.06 },
    'cross-entropy',
    image(3, 9, 8),
  ),
  'mobilenet-v2, squared': problemWith(
    { type: 'cnn', name: 'mobilenet-v2', width: 0.06 },
    'squared',
    image(1, 5, 6),
  ),
};

/** What layers make of a batch in training: batch norms with the mean and the variance of what reaches them. */
function inTraining(layers: readonly Layer[], batch: Batch): Batch {
  return layers.reduce((input, layer) => {
    if (layer.kind === 'residual') {
      const branch = inTraining(layer.layers, input);
      return { ...branch, data: branch.data.map((value, at) => value + input.data[at]!) };
    }
    const used = layer.kind === 'batch-norm' ? { ...layer, ...moments(input, layer.scale.length) } : layer;
    return operationsOf(used).forward(used, input);
  }, batch);
}

/** Mean and biased variance of every channel. */
function moments({ data }: Batch, channels: number) {
  const count = data.length / channels;
  const mean = new Float64Array(channels);
  data.forEach((value, at) => {
    mean[at % channels]! += value / count;
  });
  const variance = new Float64Array(channels);
  data.forEach((value, at) => {
    variance[at % channels]! += (value - mean[at % channels]!) ** 2 / count;
  });
  return { mean, variance };
}

/** The objective that a step of training descends on, in float64. */
function trainingObjective(problem: AnyProblem, network: Network): number {
  const { x, y } = problem.train;
  const outputs = inTraining(network.layers, { rows, shape: [x.cols], data: x.data });
  const f: Matrix = { rows, cols: y.cols, data: outputs.data };
  let sum = 0;
  for (let k = 0; k < rows; k++) sum += rowLoss(problem.loss, row(f, k), row(y, k));
  return regularization(network, problem) + problem.lossScale * sum;
}

/** Start values with biases and gains away from 0 and 1, so that no ReLU is at its kink. */
async function startOf(tf: TensorLibrary, problem: AnyProblem): Promise<Network> {
  const random = createRandom(6, 'start');
  const net = tensorNetwork(problem);
  const free = new Set(net.parameters.map(({ name }) => name));
  const network = await net.toNetwork(tf.tidy(() => net.init(tf, random)));
  const values = namedParameters(network).map(({ name, role, values: start }) =>
    free.has(name) && role !== 'weight'
      ? start.map((value) => value + 0.3 * Math.abs(random.normal()))
      : start,
  );
  return withParameters(
    network,
    values.map((entries) => Float64Array.from(entries, Math.fround)),
  );
}

/** The network before and after one step of plain descent on all rows. */
async function stepped(
  tf: TensorLibrary,
  problem: AnyProblem,
  learningRate: number,
): Promise<[Network, Network]> {
  const algorithm = gradientDescent(tf, problem, {
    epochs: 1,
    batch: 'full',
    optimizer: optimizers.sgd,
    learningRate,
    schedule: 'constant',
    regularization: 'gradient',
    start: await startOf(tf, problem),
  });
  const state = tf.tidy(() => algorithm.init());
  const before = await algorithm.solution(state);
  const after = await algorithm.solution(tf.tidy(() => algorithm.step(state)));
  algorithm.dispose();
  return [before, after];
}

describe.each(Object.entries(cases))('a step of training: %s', (_name, problem) => {
  it.each(['wasm', 'cpu'] as const)('follows the gradient, through batch norms, on %s', async (backend) => {
    const tf = await on(backend);
    const learningRate = 0.01;
    const [before, after] = await stepped(tf, problem, learningRate);
    const named = namedParameters(before);
    const start = named.map(({ values }) => values);
    const trained = parametersOf(after);
    const gradient = start.map((values, p) =>
      values.map((value, i) => (value - trained[p]![i]!) / learningRate),
    );
    // Running statistics move by themselves; biases that are not trained stay.
    const idle = new Set(
      named.flatMap(({ name, role }, p) =>
        role === 'bias' && gradient[p]!.every((g) => g === 0) ? [name] : [],
      ),
    );
    const random = createRandom(5, 'directions');
    // Batch norms of channels that hardly vary bend sharply.
    const h = 1e-7;
    for (let draw = 0; draw < 4; draw++) {
      const along = start.map((values, p) =>
        values.map(() => (named[p]!.role === 'statistic' || idle.has(named[p]!.name) ? 0 : random.normal())),
      );
      const at = (step: number) =>
        trainingObjective(
          problem,
          withParameters(
            before,
            start.map((values, p) => values.map((value, i) => value + step * along[p]![i]!)),
          ),
        );
      const difference = (at(h) - at(-h)) / (2 * h);
      let found = 0;
      let squares = 0;
      along.forEach((direction, p) => {
        direction.forEach((value, i) => {
          found += value * gradient[p]![i]!;
          if (value !== 0) squares += gradient[p]![i]! ** 2;
        });
      });
      expect(Math.abs(found - difference)).toBeLessThan(1e-3 * Math.max(0.1, Math.sqrt(squares)));
    }
  });

  it('takes wasm where it takes cpu', async () => {
    const [before, onWasm] = await stepped(await on('wasm'), problem, 0.01);
    const [, onCpu] = await stepped(await on('cpu'), problem, 0.01);
    const [start, expected] = [parametersOf(before), parametersOf(onCpu)];
    const largest = Math.max(
      ...start.flatMap((values, p) => [...values.map((v, i) => Math.abs(v - expected[p]![i]!))]),
    );
    parametersOf(onWasm).forEach((values, p) => {
      values.forEach((value, i) => {
        expect(Math.abs(value - expected[p]![i]!)).toBeLessThan(1e-6 + 1e-3 * largest);
      });
    });
  });
});

it.each([
  ['c-cnn, cross-entropy', 200],
  ['mlp of tanh, logistic', 200],
  ['mobilenet-v2, squared', 25],
] as const)('steps leave neither tensors nor a larger heap: %s, %d of them', async (name, count) => {
  const tf = await on('wasm');
  const heapBytes = () => (tf.backend() as WasmBackend).wasm.asm.memory.buffer.byteLength;
  const algorithm = gradientDescent(tf, cases[name], {
    epochs: 250,
    batch: 4,
    optimizer: optimizers.adam,
    learningRate: 1e-3,
    schedule: 'constant',
    regularization: 'gradient',
  });
  let state = tf.tidy(() => algorithm.init());
  const { getTensorsInContainer } = tf.tensor_util;
  const steps = (more: number) => {
    for (let t = 0; t < more; t++) {
      const next = tf.tidy(() => algorithm.step(state));
      const shared = new Set(getTensorsInContainer(next));
      for (const tensor of getTensorsInContainer(state)) if (!shared.has(tensor)) tensor.dispose();
      state = next;
    }
  };
  steps(6);
  const { numTensors, numDataBuffers } = tf.memory();
  const bytes = heapBytes();
  steps(count);
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  expect(heapBytes()).toBe(bytes);
  tf.dispose(state);
  algorithm.dispose();
});
