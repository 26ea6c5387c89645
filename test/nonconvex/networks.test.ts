import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '#relucent/core/errors.js';
import type { DataSummary, MlpModel, ModelSpec } from '#relucent/core/generated/documents.js';
import type { Layer } from '#relucent/core/layers/index.js';
import { losses } from '#relucent/core/losses/index.js';
import type { Matrix } from '#relucent/core/matrix.js';
import {
  inputGradients,
  type Network,
  namedParameters,
  parametersOf,
  predict,
  withParameters,
} from '#relucent/core/network.js';
import { l2 } from '#relucent/core/norms/l2.js';
import type { AnyProblem, ImageShape } from '#relucent/core/problem.js';
import { createRandom, type Random } from '#relucent/core/random.js';
import { weightDecay } from '#relucent/core/regularizers/weight-decay.js';
import { initialParameters } from '#relucent/nonconvex/algorithms/gradient.js';
import {
  type TensorNetwork,
  tensorNetwork,
  tensorNetworkOf,
} from '#relucent/nonconvex/networks/tensor-network.js';
import { matrixTensor, type TensorLibrary } from '#relucent/nonconvex/tensors.js';
import { normals, samplers } from '../core/sample-layers.js';
import { on } from './backends.js';

/** Tests that ask for none run on the last. */
const backends = ['wasm', 'cpu'] as const;

let tf: TensorLibrary;
beforeAll(async () => {
  tf = await on('cpu');
});

function matrix(random: Random, rows: number, cols: number): Matrix {
  return { rows, cols, data: normals(random, rows * cols) };
}

function problemWith(
  model: ModelSpec,
  ends: { columns: number; outputs: number; image?: ImageShape },
): AnyProblem {
  const random = createRandom(11, 'rows');
  return {
    train: { x: matrix(random, 3, ends.columns), y: matrix(random, 3, ends.outputs) },
    model,
    loss: losses.squared,
    lossScale: 1,
    weight: 0.1,
    regularizer: weightDecay,
    norm: l2,
    radii: new Float64Array(ends.columns),
    seed: 4,
    ...(ends.image ? { image: ends.image } : {}),
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
const problems: Record<string, AnyProblem> = {
  relu: problemWith(
    { type: 'relu', hidden: [6], activation: 'relu', bias: false },
    { columns: 4, outputs: 2 },
  ),
  'mlp, relu': problemWith({ ...mlp, activation: 'relu' }, { columns: 3, outputs: 2 }),
  'mlp, linear': problemWith({ ...mlp, activation: 'linear' }, { columns: 3, outputs: 2 }),
  'mlp, sigmoid': problemWith({ ...mlp, activation: 'sigmoid' }, { columns: 3, outputs: 2 }),
  'mlp, relu6': problemWith({ ...mlp, activation: 'relu6' }, { columns: 3, outputs: 2 }),
  'mlp, leaky-relu': problemWith(
    { ...mlp, activation: { name: 'leaky-relu', slope: 0.1 } },
    { columns: 3, outputs: 1 },
  ),
  'mlp, softplus, no bias': problemWith(
    { ...mlp, activation: 'softplus', bias: false },
    { columns: 3, outputs: 1 },
  ),
  'mlp, tanh': problemWith({ ...mlp, activation: 'tanh' }, { columns: 3, outputs: 1 }),
  autoencoder: problemWith(
    { type: 'autoencoder', code: 3, activation: 'sigmoid' },
    { columns: 7, outputs: 7 },
  ),
  patches: problemWith({ type: 'patches', patches: 3 }, { columns: 12, outputs: 1 }),
  'c-cnn': problemWith(
    { type: 'cnn', name: 'c-cnn', width: 0.04 },
    { columns: 2 * 22 * 23, outputs: 3, image: [2, 22, 23] },
  ),
  'mobilenet-v2': problemWith(
    { type: 'cnn', name: 'mobilenet-v2', width: 0.06 },
    { columns: 3 * 9 * 8, outputs: 2, image: [3, 9, 8] },
  ),
};

/** Parameters away from their start, so that biases and batch norms count; statistics stay possible ones. */
async function shaken(net: TensorNetwork, random: Random): Promise<Network> {
  const network = await net.toNetwork(net.init(tf, random));
  const free = new Set(net.parameters.map(({ name }) => name));
  const values = namedParameters(network).map(({ name, role, values: start }) =>
    free.has(name) && role !== 'weight' ? start.map((v) => v + 0.3 * Math.abs(random.normal())) : start,
  );
  return withParameters(network, values.map(rounded));
}

const rounded = (values: Float64Array) => Float64Array.from(values, Math.fround);

function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Gradients of sum slopes * f in x and all parameters, by tfjs. */
function tensorGradients(
  net: TensorNetwork,
  parameters: Tensor[],
  x: Tensor2D,
  slopes: Tensor2D,
  training: boolean,
) {
  const objective = (...inputs: Tensor[]) =>
    tf.sum(tf.mul(slopes, net.forward(tf, inputs.slice(1), inputs[0] as Tensor2D, training)));
  return tf
    .grads(objective)([x, ...parameters])
    .map((gradient) => gradient.dataSync());
}

/** Tensor outputs and gradients against the float64 network and its central differences. */
function compare(net: TensorNetwork, network: Network, x: Matrix, random: Random) {
  const f = predict(network, x);
  const parameters = net.fromNetwork(tf, network);
  const on32 = net.forward(tf, parameters, matrixTensor(tf, x), false);
  expect(on32.shape).toEqual([f.rows, f.cols]);
  const size = Math.max(1, ...f.data.map(Math.abs));
  on32.dataSync().forEach((value, i) => {
    expect(Math.abs(value - f.data[i]!)).toBeLessThan(1e-5 * size);
  });

  const slopes = matrix(random, f.rows, f.cols);
  const [inX, ...inParameters] = tensorGradients(
    net,
    parameters,
    matrixTensor(tf, x),
    matrixTensor(tf, slopes),
    false,
  );
  const exact = inputGradients(network, x, slopes).data;
  const largest = Math.max(1e-3, ...exact.map(Math.abs));
  inX!.forEach((value, i) => {
    expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-4 * largest);
  });

  // One random direction per layer, through all its parameters.
  const all = namedParameters(network);
  const place = new Map(all.map(({ name }, i) => [name, i]));
  const layers = new Set(net.parameters.map(({ layer }) => layer));
  for (const layer of layers) {
    const along: Float64Array[] = all.map(({ values }) => new Float64Array(values.length));
    let found = 0;
    let squares = 0;
    net.parameters.forEach((info, p) => {
      expect(info.shape).toEqual(all[place.get(info.name)!]!.shape);
      if (info.layer !== layer) return;
      const direction = normals(random, inParameters[p]!.length);
      along[place.get(info.name)!] = direction;
      found += inner(inParameters[p]!, direction);
      squares += inner(inParameters[p]!, inParameters[p]!);
    });
    const h = 1e-6;
    const at = (step: number) => {
      const values = all.map(({ values }, i) => values.map((entry, j) => entry + step * along[i]![j]!));
      return inner(predict(withParameters(network, values), x).data, slopes.data);
    };
    const difference = (at(h) - at(-h)) / (2 * h);
    expect(Math.abs(found - difference), `layer ${layer}`).toBeLessThan(
      1e-4 * Math.max(0.1, Math.sqrt(squares)),
    );
  }
}

describe.each(Object.entries(problems))('%s on tensors', (_name, problem) => {
  it.each(backends)('gives the outputs and gradients of the float64 network on %s', async (backend) => {
    await on(backend);
    const random = createRandom(21, 'test');
    const net = tensorNetwork(problem);
    const network = await shaken(net, random);
    compare(net, network, problem.train.x, random);
  });

  it('is the same architecture when it comes from the float64 network', async () => {
    const network = await shaken(tensorNetwork(problem), createRandom(22, 'test'));
    const net = tensorNetworkOf(network);
    const f = predict(network, problem.train.x).data;
    const size = Math.max(1, ...f.map(Math.abs));
    for (const backend of backends) {
      await on(backend);
      const outputs = net.forward(tf, net.fromNetwork(tf, network), matrixTensor(tf, problem.train.x), false);
      outputs.dataSync().forEach((value, i) => {
        expect(Math.abs(value - f[i]!)).toBeLessThan(1e-5 * size);
      });
    }
  });

  it('starts from the same values with the same seed', () => {
    const net = tensorNetwork(problem);
    const start = (seed: number) =>
      net.init(tf, createRandom(seed, 'initial network')).map((t) => t.dataSync());
    expect(start(1)).toEqual(start(1));
    expect(start(1)).not.toEqual(start(2));
    start(1).forEach((values, p) => {
      const { role, name } = net.parameters[p]!;
      if (role === 'weight') expect(values.every((w) => w !== 0)).toBe(true);
      else if (role === 'bias' || name.endsWith('mean')) expect(values.every((b) => b === 0)).toBe(true);
      else expect(values.every((v) => v === 1)).toBe(true);
    });
  });

  it('goes to float64 and back', async () => {
    const net = tensorNetwork(problem);
    const start = net.init(tf, createRandom(3));
    const back = net.fromNetwork(tf, await net.toNetwork(start));
    expect(back.map((t) => t.dataSync())).toEqual(start.map((t) => t.dataSync()));
  });

  it('keeps no tensors of its own', () => {
    const net = tensorNetwork(problem);
    const start = net.init(tf, createRandom(3));
    const x = matrixTensor(tf, problem.train.x);
    const before = tf.memory().numTensors;
    tf.tidy(() => [net.forward(tf, start, x, true), ...net.statistics(tf, start, x)].length);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([x, ...start]);
  });
});

describe.each(Object.keys(samplers) as Layer['kind'][])('random layers of kind %s', (kind) => {
  it.each(backends)('do the same on tensors, on %s', async (backend) => {
    await on(backend);
    const random = createRandom(kind.length, 'kinds');
    for (let draw = 0; draw < 12; draw++) {
      const { layer, input } = samplers[kind](random);
      const [height, width, channels] = input as [number, number, number];
      const front: Layer[] = input.length === 3 ? [{ kind: 'image', channels, height, width }] : [];
      const blank: Network = { layers: [...front, layer] };
      const network = withParameters(blank, parametersOf(blank).map(rounded));
      const x = matrix(
        random,
        2,
        input.reduce((a, b) => a * b, 1),
      );
      compare(tensorNetworkOf(network), network, { ...x, data: rounded(x.data) }, random);
    }
  });
});

describe('the network of the convex path', () => {
  it('starts where it always has', async () => {
    const problem = problemWith(
      { type: 'relu', hidden: [6], activation: 'relu', bias: false },
      { columns: 4, outputs: 1 },
    );
    const net = tensorNetwork(problem);
    const [u, alpha] = initialParameters(tf, net, problem);
    // U ~ N(0, 1/d), then alpha ~ N(0, 1/m), entry by entry, from the problem's seed.
    const random = createRandom(problem.seed, 'initial network');
    const [hidden, output] = [normals(random, 24, 1 / Math.sqrt(4)), normals(random, 6, 1 / Math.sqrt(6))];
    expect(net.parameters.map(({ role, shape }) => [role, shape])).toEqual([
      ['weight', [6, 4]],
      ['weight', [1, 6]],
    ]);
    expect(Float64Array.from(u!.dataSync())).toEqual(rounded(hidden));
    expect(Float64Array.from(alpha!.dataSync())).toEqual(rounded(output));
  });

  it('refuses a network with a bias', () => {
    const net = tensorNetwork(problems['relu']!);
    const biased = tensorNetwork(
      problemWith({ ...mlp, hidden: [6], activation: 'relu' }, { columns: 4, outputs: 2 }),
    );
    const shapes = biased.parameters.map(({ shape }) => tf.ones([...shape]));
    return expect(biased.toNetwork(shapes).then((network) => net.fromNetwork(tf, network))).rejects.toThrow(
      '0.bias is always 0 in this architecture',
    );
  });

  it('has the derivative 1 where a neuron is at 0, as in float64', () => {
    const net = tensorNetwork(problems['relu']!);
    const zeroHidden = [tf.zeros([6, 4]), tf.ones([2, 6])];
    const [, inHidden] = tensorGradients(net, zeroHidden, tf.ones([1, 4]), tf.ones([1, 2]), false);
    expect([...inHidden!]).toEqual(new Array(24).fill(2));
  });
});

describe('start values', () => {
  it.each([
    ['relu', (fanIn: number) => 2 / fanIn],
    ['tanh', (fanIn: number, fanOut: number) => 2 / (fanIn + fanOut)],
  ] as const)('of mlp with %s have the variance of the scheme', (activation, variance) => {
    const problem = problemWith({ ...mlp, hidden: [200], activation }, { columns: 100, outputs: 1 });
    const weights = tensorNetwork(problem).init(tf, createRandom(9))[0]!.dataSync();
    const expected = variance(100, 200);
    // 20 000 draws: the standard error of the variance is at most sqrt(2 / 20000) of it.
    expect(Math.abs(inner(weights, weights) / weights.length / expected - 1)).toBeLessThan(0.05);
    if (activation === 'tanh') {
      expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(3 * expected));
    }
  });
});

describe.each(backends)('batch norm in training, on %s', (backend) => {
  beforeAll(async () => {
    await on(backend);
  });

  const random = createRandom(31, 'batch norm');
  const { layer } = samplers['batch-norm'](createRandom(2, 'layer'));
  if (layer.kind !== 'batch-norm') throw new Error('expected a batch norm');
  const channels = layer.scale.length;
  const network: Network = {
    layers: [
      { kind: 'image', channels, height: 2, width: 3 },
      { ...layer, activation: 'tanh' },
    ],
  };
  const x = { rows: 4, cols: 6 * channels, data: rounded(normals(random, 24 * channels)) };

  /** Mean and variance of every channel over rows and places; the columns go channel by channel. */
  function moments(data: Float64Array) {
    const of = (c: number) => Array.from(data).filter((_, i) => Math.floor((i % x.cols) / 6) === c);
    const mean = Float64Array.from({ length: channels }, (_, c) => of(c).reduce((a, b) => a + b, 0) / 24);
    const variance = mean.map((m, c) => of(c).reduce((sum, v) => sum + (v - m) ** 2, 0) / 24);
    return { mean, variance };
  }

  /** The float64 network with the statistics of the rows themselves. */
  function trained(data: Float64Array, scale = layer.kind === 'batch-norm' ? layer.scale : data) {
    const { mean, variance } = moments(data);
    const shift = parametersOf(network)[1]!;
    return predict(withParameters(network, [scale, shift, mean, variance]), { ...x, data }).data;
  }

  it('normalizes by the statistics of the batch, and its gradient goes through them', () => {
    const net = tensorNetworkOf(network);
    const parameters = net.fromNetwork(tf, network);
    const f = net.forward(tf, parameters, matrixTensor(tf, x), true);
    const exact = trained(x.data);
    f.dataSync().forEach((value, i) => {
      expect(value).toBeCloseTo(exact[i]!, 4);
    });

    const slopes = matrix(random, 4, x.cols);
    const gradients = tensorGradients(net, parameters, matrixTensor(tf, x), matrixTensor(tf, slopes), true);
    const h = 1e-5;
    const along = normals(random, x.data.length);
    const moved = (step: number) => inner(trained(x.data.map((v, i) => v + step * along[i]!)), slopes.data);
    expect(inner(gradients[0]!, along)).toBeCloseTo((moved(h) - moved(-h)) / (2 * h), 3);
    const scaled = (step: number) =>
      inner(
        trained(
          x.data,
          layer.scale.map((g) => g + step),
        ),
        slopes.data,
      );
    expect(inner(gradients[1]!, new Array(channels).fill(1))).toBeCloseTo(
      (scaled(h) - scaled(-h)) / (2 * h),
      3,
    );
    expect([...gradients[3]!, ...gradients[4]!].every((value) => value === 0)).toBe(true);
  });

  it('moves its running statistics by a tenth towards the batch', () => {
    const net = tensorNetworkOf(network);
    const parameters = net.fromNetwork(tf, network);
    const after = net.statistics(tf, parameters, matrixTensor(tf, x));
    expect(after.slice(0, 2)).toEqual(parameters.slice(0, 2));
    const { mean, variance } = moments(x.data);
    after[2]!.dataSync().forEach((value, c) => {
      expect(value).toBeCloseTo(0.9 * layer.mean[c]! + 0.1 * mean[c]!, 5);
    });
    after[3]!.dataSync().forEach((value, c) => {
      expect(value).toBeCloseTo(0.9 * layer.variance[c]! + (0.1 * 24 * variance[c]!) / 23, 5);
    });
  });

  it('is updated inside residual blocks, every other parameter staying the same tensor', () => {
    const problem = problems['mobilenet-v2']!;
    const net = tensorNetwork(problem);
    const start = net.init(tf, createRandom(1));
    const after = net.statistics(tf, start, matrixTensor(tf, problem.train.x));
    expect(after.map(({ shape }) => shape)).toEqual(start.map(({ shape }) => shape));
    after.forEach((tensor, p) => {
      expect(tensor === start[p]).toBe(net.parameters[p]!.role !== 'statistic');
    });
  });
});

describe('an architecture that does not fit', () => {
  it('is refused at the model', () => {
    const problem = problemWith({ type: 'cnn', name: 'c-cnn', width: 1 }, { columns: 12, outputs: 2 });
    expect(() => tensorNetwork(problem)).toThrow(InputError);
    expect(() => tensorNetwork(problem)).toThrow(/^\/model: c-cnn takes images/);
  });

  it('is not mistaken for another network', async () => {
    const net = tensorNetwork(problems['mlp, tanh']!);
    const other = tensorNetwork(problems['mlp, relu6']!);
    const network = await other.toNetwork(other.init(tf, createRandom(1)));
    expect(() => net.fromNetwork(tf, network)).toThrow(/2\.weight \(2 x 4\).*; this architecture has/);
  });
});
