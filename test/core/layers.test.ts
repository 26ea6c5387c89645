import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conv2dLayer } from '#relucent/core/layers/conv2d.js';
import { type Layer, operationsOf } from '#relucent/core/layers/index.js';
import type { Batch } from '#relucent/core/layers/layer.js';
import { windowsAlong } from '#relucent/core/layers/window.js';
import { namedParameters, networkDocument, networkFromDocument, predict } from '#relucent/core/network.js';
import { createRandom } from '#relucent/core/random.js';
import { emptyReluNetwork, networkOfRelu } from '#relucent/core/relu-network.js';
import { validate } from '#relucent/core/validation.js';
import { normalBatch, normals, samplers } from './sample-layers.js';

const kinds = Object.keys(samplers) as Layer['kind'][];
const seeds = fc.integer({ min: 0, max: 1e6 });

describe.each(kinds)('%s', (kind) => {
  it('pulls slopes back as central differences do', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = createRandom(seed, 'layer');
        const { layer, input } = samplers[kind](random);
        const { forward, backward, outputShape } = operationsOf(layer);
        const x = normalBatch(random, 2, input);
        const y = forward(layer, x);
        expect(y.shape).toEqual(outputShape(layer, input));
        const slopes = { ...y, data: normals(random, y.data.length) };
        const gradient = backward(layer, x, slopes);
        expect(gradient.shape).toEqual(input);

        const along = normals(random, x.data.length);
        const objective = (step: number) => {
          const moved = x.data.map((value, i) => value + step * along[i]!);
          return inner(forward(layer, { ...x, data: moved }).data, slopes.data);
        };
        const h = 1e-6;
        const [rise, fall] = [objective(h) - objective(0), objective(0) - objective(-h)];
        // Across a kink the two sides differ.
        fc.pre(Math.abs(rise - fall) < 1e-3 * h);
        const slope = inner(gradient.data, along);
        expect(Math.abs(slope - (rise + fall) / (2 * h))).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
      }),
      { numRuns: 40 },
    );
  });

  it('comes back from its document, which fits the schema', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = createRandom(seed, 'layer');
        const { layer, input } = samplers[kind](random);
        const { document, fromDocument, parameters, withParameters } = operationsOf(layer);
        const written = JSON.parse(JSON.stringify(document(layer)));
        expect(validate('result.json#/$defs/layer', written)).toEqual(written);
        const read = fromDocument(written, input);
        expect(read).toEqual(layer);
        expect(document(read)).toEqual(document(layer));

        const halves = parameters(layer).map(({ values }) => values.map((value) => value / 2));
        const halved = withParameters(layer, halves);
        expect(parameters(halved).map(({ values }) => values)).toEqual(halves);
        for (const { shape, values } of parameters(layer)) {
          expect(shape.reduce((a, b) => a * b, 1)).toBe(values.length);
        }
      }),
      { numRuns: 15 },
    );
  });
});

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** sum_{u,v,c} kernel[u,v,c,o] image[i stride + u - top, j stride + v - left, c], 0 outside, straight from the formula. */
function naiveConvolution(layer: Conv2dLayer, x: Batch, top: number, left: number, shape: readonly number[]) {
  const [kh, kw, inputs, outputs] = layer.shape as [number, number, number, number];
  const [height, width] = x.shape as [number, number, number];
  const out: number[] = [];
  for (let i = 0; i < shape[0]!; i++)
    for (let j = 0; j < shape[1]!; j++)
      for (let o = 0; o < outputs; o++) {
        let sum = layer.bias[o]!;
        for (let u = 0; u < kh; u++)
          for (let v = 0; v < kw; v++)
            for (let c = 0; c < inputs; c++) {
              const [a, b] = [i * layer.stride + u - top, j * layer.stride + v - left];
              if (a < 0 || b < 0 || a >= height || b >= width) continue;
              sum +=
                layer.weight[((u * kw + v) * inputs + c) * outputs + o]! *
                x.data[(a * width + b) * inputs + c]!;
            }
        out.push(sum);
      }
  return out;
}

describe('convolutions', () => {
  it.each([
    ['valid', 1, [3, 4], 0, 0],
    ['valid', 2, [2, 2], 0, 0],
    ['same', 1, [5, 6], 1, 1],
    // Two windows of three lines on an even number of places: one place of padding, at the far end.
    ['same', 2, [3, 3], 1, 0],
  ] as const)('%s with stride %i are the sum of the definition', (padding, stride, size, top, left) => {
    const random = createRandom(1, 'conv');
    const layer: Conv2dLayer = {
      kind: 'conv2d',
      shape: [3, 3, 2, 3],
      weight: normals(random, 54),
      bias: normals(random, 3),
      stride,
      padding,
      activation: 'linear',
    };
    const x = normalBatch(random, 1, [5, 6, 2]);
    const y = operationsOf(layer).forward(layer, x);
    expect(y.shape).toEqual([...size, 3]);
    const wanted = naiveConvolution(layer, x, top, left, y.shape);
    wanted.forEach((value, i) => {
      expect(y.data[i]).toBeCloseTo(value, 12);
    });
  });
});

describe('windows', () => {
  it('keep a left-over line in ceil mode, unless they would start behind the edge', () => {
    const counts = (size: number, length: number, stride: number) =>
      (['valid', 'ceil'] as const).map((edge) => windowsAlong(size, length, stride, edge).count);
    expect(counts(5, 2, 2)).toEqual([2, 3]);
    expect(counts(4, 2, 2)).toEqual([2, 2]);
    expect(counts(3, 2, 2)).toEqual([1, 2]);
    expect(windowsAlong(1, 2, 2, 'ceil').count).toBe(1);
    expect(counts(4, 1, 4)).toEqual([1, 1]);
    expect(counts(5, 1, 4)).toEqual([2, 2]);
  });

  it('refuse images smaller than they are', () => {
    expect(() => windowsAlong(2, 3, 1, 'valid')).toThrow(/windows of 3 places, but gets images of 2/);
  });
});

describe('pools', () => {
  const x: Batch = { rows: 1, shape: [3, 3, 1], data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) };
  it.each([
    ['max-pool', false, [5]],
    ['max-pool', true, [5, 6, 8, 9]],
    ['average-pool', false, [3]],
    ['average-pool', true, [3, 4.5, 7.5, 9]],
  ] as const)('%s, ceil %s', (kind, ceil, values) => {
    const layer: Layer = { kind, size: 2, stride: 2, ceil };
    expect([...operationsOf(layer).forward(layer, x).data]).toEqual(values);
  });
});

describe('the network without any neuron', () => {
  it('is 0 everywhere', () => {
    const network = networkOfRelu(emptyReluNetwork(3, 2));
    const f = predict(network, { rows: 5, cols: 3, data: new Float64Array(15).fill(1) });
    expect(f).toEqual({ rows: 5, cols: 2, data: new Float64Array(10) });
    const read = networkFromDocument(networkDocument(network), 3);
    expect(predict(read, { rows: 1, cols: 3, data: new Float64Array(3) }).data).toEqual(new Float64Array(2));
  });
});

describe('a network of several kinds', () => {
  const random = createRandom(3, 'network');
  const layers: Layer[] = [
    { kind: 'image', channels: 2, height: 4, width: 5 },
    {
      kind: 'residual',
      layers: [
        {
          kind: 'depthwise-conv2d',
          shape: [3, 3, 2],
          weight: normals(random, 18),
          bias: normals(random, 2),
          stride: 1,
          padding: 'same',
          activation: 'relu',
        },
      ],
    },
    { kind: 'global-average-pool' },
    {
      kind: 'dense',
      weight: { rows: 1, cols: 2, data: normals(random, 2) },
      bias: normals(random, 1),
      activation: 'linear',
    },
  ];

  it('comes back from its document and names its parameters by their place', () => {
    const read = networkFromDocument(JSON.parse(JSON.stringify(networkDocument({ layers }))), 40);
    expect(read).toEqual({ layers });
    expect(namedParameters(read).map(({ name }) => name)).toEqual([
      '1.0.weight',
      '1.0.bias',
      '3.weight',
      '3.bias',
    ]);
  });

  it('says which layer does not take what it gets', () => {
    const document = networkDocument({ layers });
    expect(() => networkFromDocument(document, 41)).toThrow(
      'layer 0 takes images of 2 x 4 x 5 entries, but gets rows of 41',
    );
    const wide = networkDocument({ layers: [layers[0]!, layers[1]!, layers[3]!] });
    expect(() => networkFromDocument(wide, 40)).toThrow('layer 2 takes 2 inputs, but gets 40');
  });

  it('predicts row by row what it predicts together', () => {
    const x = { rows: 3, cols: 40, data: normals(random, 120) };
    const together = predict({ layers }, x);
    for (let k = 0; k < 3; k++) {
      const alone = predict({ layers }, { rows: 1, cols: 40, data: x.data.subarray(40 * k, 40 * k + 40) });
      expect(together.data[k]).toBe(alone.data[0]);
    }
  });
});
