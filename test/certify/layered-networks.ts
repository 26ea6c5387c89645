import type { ActivationSpec } from '#relucent/core/activations.js';
import { type Layer, sequence } from '#relucent/core/layers/index.js';
import { type Shape, sizeOf } from '#relucent/core/layers/layer.js';
import type { Network } from '#relucent/core/network.js';
import type { Random } from '#relucent/core/random.js';
import { normals } from '../core/sample-layers.js';

export const everyActivation: readonly ActivationSpec[] = [
  'relu',
  'relu6',
  'linear',
  'softplus',
  'sigmoid',
  'tanh',
  { name: 'leaky-relu', slope: 0.2 },
];
export const hiddenKinds = [
  'conv2d',
  'depthwise-conv2d',
  'batch-norm',
  'max-pool',
  'average-pool',
  'residual',
] as const;
type HiddenKind = (typeof hiddenKinds)[number];

export interface LayeredShape {
  readonly kinds: readonly HiddenKind[];
  readonly activations: readonly ActivationSpec[];
  readonly outputs: number;
}

/** A random image network: an image layer, hidden layers of the kinds given, a mean or none, and a dense layer. */
export function layeredNetwork(random: Random, { kinds, activations, outputs }: LayeredShape): Network {
  const [channels, height, width] = [1 + random.integer(2), 3 + random.integer(2), 3 + random.integer(3)];
  const layers: Layer[] = [{ kind: 'image', channels, height, width }];
  const shapeNow = () => sequence.shapes(layers, [channels * height * width]).at(-1)!;
  for (const kind of kinds) layers.push(hiddenLayer(random, kind, shapeNow(), activations));
  if (random.uniform() < 0.3) layers.push({ kind: 'global-average-pool' });
  const inputs = sizeOf({ shape: shapeNow() });
  layers.push({
    kind: 'dense',
    weight: { rows: outputs, cols: inputs, data: normals(random, outputs * inputs, 1 / Math.sqrt(inputs)) },
    bias: normals(random, outputs, 0.3),
    activation: 'linear',
  });
  return { layers };
}

export function inputsOf({ layers }: Network): number {
  const [first] = layers;
  if (first?.kind !== 'image') throw new Error('expected an image layer');
  return first.channels * first.height * first.width;
}

function hiddenLayer(
  random: Random,
  kind: HiddenKind,
  input: Shape,
  activations: readonly ActivationSpec[],
): Layer {
  const channels = input[2]!;
  const activation = activations[random.integer(activations.length)]!;
  const place = {
    stride: 1 + random.integer(2),
    padding: random.sign() > 0 || Math.min(input[0]!, input[1]!) < 3 ? ('same' as const) : ('valid' as const),
    activation,
  };
  const scale = 1 / Math.sqrt(4 * channels);
  switch (kind) {
    case 'conv2d': {
      const outputs = 1 + random.integer(3);
      const shape = [2 + random.integer(2), 1 + random.integer(3), channels, outputs];
      const weight = normals(random, sizeOf({ shape }), scale);
      return { kind, shape, weight, bias: normals(random, outputs, 0.3), ...place };
    }
    case 'depthwise-conv2d': {
      const shape = [3, 2, channels];
      return {
        kind,
        shape,
        weight: normals(random, 6 * channels, 0.5),
        bias: normals(random, channels, 0.3),
        ...place,
      };
    }
    case 'batch-norm':
      return {
        kind,
        scale: normals(random, channels),
        shift: normals(random, channels, 0.5),
        mean: normals(random, channels, 0.5),
        variance: normals(random, channels).map((z) => 0.2 + z * z),
        epsilon: 1e-5,
        activation,
      };
    case 'max-pool':
    case 'average-pool':
      return {
        kind,
        size: 2,
        stride: 1 + random.integer(2),
        ceil: random.sign() > 0 || Math.min(input[0]!, input[1]!) < 2,
      };
    case 'residual': {
      const shape = [3, 3, channels, channels];
      const weight = normals(random, sizeOf({ shape }), scale);
      const filter: Layer = {
        kind: 'conv2d',
        shape,
        weight,
        bias: normals(random, channels, 0.3),
        ...place,
        stride: 1,
        padding: 'same',
      };
      return { kind, layers: [filter, hiddenLayer(random, 'batch-norm', input, activations)] };
    }
  }
}
