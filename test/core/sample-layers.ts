import type { ActivationSpec } from '#relucent/core/activations.js';
import type { Layer } from '#relucent/core/layers/index.js';
import type { Batch, Shape } from '#relucent/core/layers/layer.js';
import type { Random } from '#relucent/core/random.js';

/** A random layer and the shape of the rows it takes. */
export interface Sampled {
  readonly layer: Layer;
  readonly input: Shape;
}

const activations: readonly ActivationSpec[] = [
  'relu',
  'relu6',
  'linear',
  'softplus',
  'sigmoid',
  'tanh',
  { name: 'leaky-relu', slope: 0.2 },
];

export function normals(random: Random, count: number, scale = 1): Float64Array {
  return Float64Array.from({ length: count }, () => scale * random.normal());
}

export function normalBatch(random: Random, rows: number, shape: Shape): Batch {
  return { rows, shape, data: normals(random, rows * shape.reduce((a, b) => a * b, 1)) };
}

function between(random: Random, low: number, high: number): number {
  return low + random.integer(high - low + 1);
}

function activation(random: Random): ActivationSpec {
  return activations[random.integer(activations.length)]!;
}

function imageShape(random: Random): [number, number, number] {
  return [between(random, 3, 7), between(random, 3, 7), between(random, 1, 3)];
}

/** The kernel of a random convolution: height, width, and where it is put. */
function placement(random: Random) {
  const padding = random.sign() > 0 ? ('same' as const) : ('valid' as const);
  return {
    height: between(random, 1, 3),
    width: between(random, 1, 3),
    rest: { stride: between(random, 1, 3), padding, activation: activation(random) },
  };
}

function pool(random: Random, kind: 'max-pool' | 'average-pool'): Sampled {
  const [size, stride, ceil] = [between(random, 1, 3), between(random, 1, 4), random.sign() > 0];
  return { layer: { kind, size, stride, ceil }, input: imageShape(random) };
}

function batchNorm(random: Random, channels: number): Layer {
  return {
    kind: 'batch-norm',
    scale: normals(random, channels),
    shift: normals(random, channels),
    mean: normals(random, channels),
    variance: normals(random, channels).map((z) => 0.1 + z * z),
    epsilon: 1e-3,
    activation: activation(random),
  };
}

/** A random layer of every kind. */
export const samplers: { readonly [Kind in Layer['kind']]: (random: Random) => Sampled } = {
  dense(random) {
    const [inputs, outputs] = [between(random, 1, 5), between(random, 1, 4)];
    const weight = { rows: outputs, cols: inputs, data: normals(random, inputs * outputs) };
    const bias = normals(random, outputs);
    return { layer: { kind: 'dense', weight, bias, activation: activation(random) }, input: [inputs] };
  },

  image(random) {
    const [height, width, channels] = imageShape(random);
    return { layer: { kind: 'image', channels, height, width }, input: [channels * height * width] };
  },

  conv2d(random) {
    const input = imageShape(random);
    const { height, width, rest } = placement(random);
    const outputs = between(random, 1, 4);
    const shape = [height, width, input[2], outputs];
    const weight = normals(random, height * width * input[2] * outputs);
    return { layer: { kind: 'conv2d', shape, weight, bias: normals(random, outputs), ...rest }, input };
  },

  'depthwise-conv2d'(random) {
    const input = imageShape(random);
    const { height, width, rest } = placement(random);
    const shape = [height, width, input[2]];
    const weight = normals(random, height * width * input[2]);
    const bias = normals(random, input[2]);
    return { layer: { kind: 'depthwise-conv2d', shape, weight, bias, ...rest }, input };
  },

  'max-pool': (random) => pool(random, 'max-pool'),
  'average-pool': (random) => pool(random, 'average-pool'),
  'global-average-pool': (random) => ({
    layer: { kind: 'global-average-pool' },
    input: imageShape(random),
  }),

  'batch-norm'(random) {
    const input = random.sign() > 0 ? imageShape(random) : [between(random, 1, 5)];
    return { layer: batchNorm(random, input.at(-1)!), input };
  },

  residual(random) {
    const input = imageShape(random);
    const channels = input[2];
    const weight = normals(random, 9 * channels * channels);
    const layers: Layer[] = [
      {
        kind: 'conv2d',
        shape: [3, 3, channels, channels],
        weight,
        bias: normals(random, channels),
        stride: 1,
        padding: 'same',
        activation: 'tanh',
      },
      batchNorm(random, channels),
    ];
    return { layer: { kind: 'residual', layers }, input };
  },
};
