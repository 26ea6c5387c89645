import { describe, expect, it } from 'vitest';
import { InputError } from '#relucent/core/errors.js';
import type { ModelSpec } from '#relucent/core/generated/documents.js';
import type { Spec as SpecInput } from '#relucent/core/generated/input.js';
import { sequence } from '#relucent/core/layers/index.js';
import { architecture } from '#relucent/core/models/index.js';
import type { Ends } from '#relucent/core/models/model.js';
import { namedParameters, predict, withParameters } from '#relucent/core/network.js';
import { regularization } from '#relucent/core/objective.js';
import { createRandom } from '#relucent/core/random.js';
import { weightDecay } from '#relucent/core/regularizers/weight-decay.js';
import { sparsityOf } from '#relucent/core/sparsity.js';
import { validateDocument } from '#relucent/core/validation.js';
import { normals } from './sample-layers.js';

/** A model as validation leaves it. */
function modelOf(model: NonNullable<SpecInput['model']> | object): ModelSpec {
  const data = { source: 'inline', x: [[1]], y: [1] };
  const document = validateDocument({ relucent: 1, data, model });
  if (document.kind !== 'spec') throw new Error('expected a spec');
  return document.spec.model;
}

function layersOf(model: object, ends: Ends) {
  return architecture(modelOf(model), ends).layers;
}

/** Learned numbers: all but statistics, and of the biases those of the layers whose number is given. */
function learned(model: object, ends: Ends, biased: readonly number[]): number {
  return namedParameters({ layers: layersOf(model, ends) })
    .filter(
      ({ role, name }) =>
        role !== 'statistic' && (!name.endsWith('bias') || biased.includes(Number.parseInt(name, 10))),
    )
    .reduce((sum, { values }) => sum + values.length, 0);
}

function pointersOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.errors.map(({ pointer }) => pointer);
    throw error;
  }
  return [];
}

const cifar: Ends = { columns: 3072, outputs: 10, image: [3, 32, 32] };

describe('model specs', () => {
  it('are relu where nothing else is said', () => {
    const relu = { type: 'relu', hidden: [64], activation: 'relu', bias: false };
    expect(modelOf({})).toEqual(relu);
    expect(modelOf({ type: 'relu', hidden: [3] })).toEqual({ ...relu, hidden: [3] });
  });

  it('get the defaults of their own type', () => {
    expect(modelOf({ type: 'mlp' })).toEqual({
      type: 'mlp',
      hidden: [64],
      activation: 'relu',
      outputActivation: 'linear',
      bias: true,
    });
    expect(modelOf({ type: 'autoencoder' })).toEqual({
      type: 'autoencoder',
      code: 144,
      activation: 'sigmoid',
    });
    expect(modelOf({ type: 'cnn', name: 'c-cnn' })).toEqual({ type: 'cnn', name: 'c-cnn', width: 1 });
  });

  it('are refused with the field that is wrong', () => {
    expect(pointersOf(() => modelOf({ type: 'mpl' }))).toEqual(['/model/type']);
    expect(pointersOf(() => modelOf({ hidden: [3, 4] }))).toEqual(['/model/hidden']);
    expect(pointersOf(() => modelOf({ type: 'mlp', activation: 'rleu' }))).toEqual(['/model/activation']);
    expect(pointersOf(() => modelOf({ type: 'cnn', name: 'resnet' }))).toEqual(['/model/name']);
    expect(pointersOf(() => modelOf({ type: 'patches', hidden: [3] }))).toEqual(['/model/hidden']);
  });
});

describe('mlp', () => {
  it('has one layer per width and one for the outputs', () => {
    const layers = layersOf({ type: 'mlp', hidden: [5, 3], activation: 'tanh' }, { columns: 4, outputs: 2 });
    expect(sequence.shapes(layers, [4])).toEqual([[5], [3], [2]]);
    expect(layers.map((layer) => 'activation' in layer && layer.activation)).toEqual([
      'tanh',
      'tanh',
      'linear',
    ]);
    expect(sparsityOf({ layers })).toEqual({ neurons: 8, weights: 20 + 15 + 6, zeroWeights: 41 });
  });
});

describe('autoencoder', () => {
  it('rebuilds its columns', () => {
    const layers = layersOf({ type: 'autoencoder', code: 3 }, { columns: 5, outputs: 5 });
    expect(sequence.shapes(layers, [5])).toEqual([[3], [5]]);
    expect(pointersOf(() => layersOf({ type: 'autoencoder' }, { columns: 5, outputs: 1 }))).toEqual([
      '/model',
    ]);
  });
});

describe('patches', () => {
  it('is the mean over the pieces of max(0, w . piece)', () => {
    const random = createRandom(5, 'patches');
    const blank = { layers: layersOf({ type: 'patches', patches: 3 }, { columns: 12, outputs: 1 }) };
    const [w, zero] = [normals(random, 4), new Float64Array(1)];
    const network = withParameters(blank, [w, zero]);
    const x = { rows: 4, cols: 12, data: normals(random, 48) };
    const f = predict(network, x);
    for (let k = 0; k < 4; k++) {
      let sum = 0;
      for (let i = 0; i < 3; i++) {
        const z = w.reduce((dot, entry, j) => dot + entry * x.data[12 * k + 4 * i + j]!, 0);
        sum += Math.max(0, z) / 3;
      }
      expect(f.data[k]).toBeCloseTo(sum, 12);
    }
    expect(regularization(network, { weight: 2, regularizer: weightDecay, train: { x, y: f } })).toBeCloseTo(
      w.reduce((sum, entry) => sum + entry ** 2, 0),
      12,
    );
  });

  it('needs equally long pieces and one target', () => {
    const model = { type: 'patches', patches: 5 };
    expect(pointersOf(() => layersOf(model, { columns: 12, outputs: 1 }))).toEqual(['/model/patches']);
    expect(pointersOf(() => layersOf(model, { columns: 10, outputs: 2 }))).toEqual(['/model']);
  });
});

describe('c-cnn', () => {
  it('has the published shapes on 32 x 32 images', () => {
    const layers = layersOf({ type: 'cnn', name: 'c-cnn' }, cifar);
    const shapes = sequence.shapes(layers, [3072]);
    const outputsOf = (kind: string) => shapes.filter((_, l) => layers[l]!.kind === kind);
    expect(outputsOf('conv2d')).toEqual([
      [28, 28, 30],
      [10, 10, 100],
      [3, 3, 500],
    ]);
    expect(outputsOf('max-pool')).toEqual([
      [14, 14, 30],
      [5, 5, 100],
      [2, 2, 500],
    ]);
    expect(outputsOf('dense')).toEqual([[500], [100], [10]]);
    const weights = 75 * 30 + 750 * 100 + 900 * 500 + 2000 * 500 + 500 * 100 + 100 * 10;
    expect(learned({ type: 'cnn', name: 'c-cnn' }, cifar, [])).toBe(
      weights + 2 * (30 + 100 + 500 + 500 + 100 + 10),
    );
    expect(sparsityOf({ layers })).toMatchObject({ neurons: 30 + 100 + 500 + 500 + 100, weights });
  });

  it('needs images that are large enough', () => {
    const model = { type: 'cnn', name: 'c-cnn' };
    expect(pointersOf(() => layersOf(model, { columns: 3072, outputs: 10 }))).toEqual(['/model']);
    const small = (side: number): Ends => ({ columns: side * side, outputs: 2, image: [1, side, side] });
    expect(pointersOf(() => layersOf(model, small(20)))).toEqual(['/model']);
    expect(sequence.shapes(layersOf(model, small(21)), [441]).at(-1)).toEqual([2]);
  });
});

describe('mobilenet-v2', () => {
  const model = { type: 'cnn', name: 'mobilenet-v2' };

  it('has 17 blocks, 10 of them with a skip, and 2 236 682 learned numbers', () => {
    const layers = layersOf(model, cifar);
    const shapes = sequence.shapes(layers, [3072]);
    const inside = layers.flatMap((layer) => (layer.kind === 'residual' ? layer.layers : [layer]));
    expect(inside.filter(({ kind }) => kind === 'depthwise-conv2d')).toHaveLength(17);
    expect(layers.filter(({ kind }) => kind === 'residual')).toHaveLength(10);
    const end = layers.findIndex(({ kind }) => kind === 'global-average-pool');
    expect(shapes[end - 1]).toEqual([4, 4, 1280]);
    // As torchvision counts its mobilenet_v2 with ten classes: the strides have no weights.
    expect(learned(model, cifar, [layers.length - 1])).toBe(2_236_682);
  });

  it('scales all channels by its width', () => {
    const layers = layersOf({ ...model, width: 0.25 }, cifar);
    expect(sequence.shapes(layers, [3072]).at(-3)).toEqual([4, 4, 320]);
  });
});
