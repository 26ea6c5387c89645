import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ActivationSpec, activationOf } from '#relucent/core/activations.js';
import type { NetworkDocument } from '#relucent/core/generated/documents.js';
import { fromRows, type Matrix, row, toRows, zeros } from '#relucent/core/matrix.js';
import {
  inputGradients,
  multiplicationsOf,
  type Network,
  networkDocument,
  networkFromDocument,
  parametersOf,
  predict,
} from '#relucent/core/network.js';
import { createRandom } from '#relucent/core/random.js';
import {
  asReluNetwork,
  emptyReluNetwork,
  inputGradient,
  networkOfRelu,
  reluValues,
  singleOutput,
} from '#relucent/core/relu-network.js';
import { denseDocument, denseLayer, networkFrom, normalMatrix, randomRelu } from '../support/networks.js';

const activations: readonly ActivationSpec[] = [
  'relu',
  'linear',
  'softplus',
  'sigmoid',
  'tanh',
  { name: 'leaky-relu', slope: 0.2 },
];

it('counts the multiply-adds of a prediction, a kernel once for every place', () => {
  const shape = [3, 3, 2, 4];
  const network: Network = {
    layers: [
      { kind: 'image', channels: 2, height: 6, width: 5 },
      {
        kind: 'conv2d',
        shape,
        weight: new Float64Array(72),
        bias: new Float64Array(4),
        stride: 2,
        padding: 'same',
        activation: 'relu',
      },
      { kind: 'dense', weight: zeros(3, 36), bias: new Float64Array(3), activation: 'linear' },
    ],
  };
  // 3 x 3 places of 18 entries times 4 outputs, then 36 times 3.
  expect(multiplicationsOf(network, 60)).toBe(9 * 18 * 4 + 36 * 3);
});

/** Dense layers of the given widths with biases, one activation after each but the last. */
function randomNetwork(seed: number, widths: readonly number[], activation: ActivationSpec): Network {
  const random = createRandom(seed, 'network');
  const last = widths.length - 2;
  return {
    layers: widths.slice(1).map((width, l) => ({
      kind: 'dense',
      weight: normalMatrix(random, width, widths[l]!),
      bias: Float64Array.from({ length: width }, () => random.normal()),
      activation: l === last ? 'linear' : activation,
    })),
  };
}

/** sum_i slopes_i f_i at one row. */
function pulled(network: Network, point: readonly number[], slopes: Float64Array): number {
  return predict(network, fromRows([point])).data.reduce((sum, f, i) => sum + slopes[i]! * f, 0);
}

describe('predict', () => {
  it('by hand: biases, two layers, two outputs', () => {
    const network: Network = {
      layers: [
        {
          kind: 'dense',
          weight: fromRows([[1, -1], [2, 0]]),
          bias: Float64Array.of(0.5, -3),
          activation: 'relu',
        },
        {
          kind: 'dense',
          weight: fromRows([[1, 1], [-2, 4]]),
          bias: Float64Array.of(10, 0),
          activation: { name: 'leaky-relu', slope: 0.5 },
        },
      ],
    }; // biome-ignore format: one matrix a line
    // (1, 0): z = (1.5, -1), h = (1.5, 0); outputs 11.5 and -3 -> -1.5. (2, 5): z = (-2.5, 1), h = (0, 1).
    expect(toRows(predict(network, fromRows([[1, 0], [2, 5]])))).toEqual([[11.5, -1.5], [11, 4]]); // biome-ignore format: one point a line
  });

  it('does not depend on how many rows come together', () => {
    const network = randomNetwork(1, [3, 5, 2], 'tanh');
    const x = normalMatrix(createRandom(2), 600, 3);
    const slopes = normalMatrix(createRandom(3), 600, 2);
    const [together, gradients] = [predict(network, x), inputGradients(network, x, slopes)];
    expect([together.rows, together.cols, gradients.rows, gradients.cols]).toEqual([600, 2, 600, 3]);
    for (const k of [0, 1, 255, 256, 257, 511, 512, 599]) {
      const one = (matrix: Matrix) => fromRows([[...row(matrix, k)]]);
      expect(row(together, k)).toEqual(predict(network, one(x)).data);
      expect(row(gradients, k)).toEqual(inputGradients(network, one(x), one(slopes)).data);
    }
  });

  it('takes rows of the right length only', () => {
    const network = networkFrom([[1, 2]], [1]);
    expect(() => predict(network, fromRows([[1, 2, 3]]))).toThrow('takes 2 inputs, but gets 3');
  });

  it('of a network without neurons is 0 for every output', () => {
    const network = networkOfRelu(emptyReluNetwork(2, 3));
    expect(toRows(predict(network, fromRows([[1, 2], [3, 4]])))).toEqual([[0, 0, 0], [0, 0, 0]]); // biome-ignore format: one point a line
  });
});

describe.each(activations)('activation %j', (spec) => {
  it('has the slope of its values, and finite values far out', () => {
    const { value, slope } = activationOf(spec);
    const h = 1e-6;
    for (const z of [-3.1, -1, -0.2, 0.3, 1, 4.2]) {
      expect(slope(z)).toBeCloseTo((value(z + h) - value(z - h)) / (2 * h), 8);
    }
    for (const z of [-1e6, -750, 750, 1e6]) {
      expect(Number.isFinite(value(z)) && Number.isFinite(slope(z))).toBe(true);
    }
  });

  it('inputGradients agree with central differences, for biases and several outputs', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 3 }), fc.boolean(), (seed, outputs, deep) => {
        const widths = deep ? [3, 6, 5, outputs] : [3, 6, outputs];
        const network = randomNetwork(seed, widths, spec);
        const x = normalMatrix(createRandom(seed, 'rows'), 4, 3);
        const slopes = normalMatrix(createRandom(seed, 'slopes'), 4, outputs);
        const gradients = inputGradients(network, x, slopes);
        const h = 1e-6;
        for (let k = 0; k < x.rows; k++) {
          for (let j = 0; j < x.cols; j++) {
            const at = (step: number) =>
              pulled(
                network,
                Array.from(row(x, k), (value, c) => value + (c === j ? step : 0)),
                row(slopes, k),
              );
            // A kink within h of the row: the derivative is one-sided.
            const [ahead, behind] = [(at(h) - at(0)) / h, (at(0) - at(-h)) / h];
            const central = (ahead + behind) / 2;
            const tolerance = 1e-3 + Math.abs(ahead - behind);
            expect(Math.abs(gradients.data[k * x.cols + j]! - central)).toBeLessThan(tolerance);
            if (Math.abs(ahead - behind) < 1e-4) {
              expect(gradients.data[k * x.cols + j]).toBeCloseTo(central, 5);
            }
          }
        }
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('survives its document', () => {
    const network = randomNetwork(7, [3, 4, 2], spec);
    const document = JSON.parse(JSON.stringify(networkDocument(network))) as NetworkDocument;
    expect(networkFromDocument(document, 3)).toEqual(network);
  });
});

describe('a network as a document', () => {
  const document = (change: object = {}): NetworkDocument => ({
    layers: [
      { kind: 'dense', weight: [[1, 2, 3], [4, 5, 6]], bias: [0, 0], activation: 'relu', ...change },
      { kind: 'dense', weight: [[1, -1]], bias: [0.5], activation: 'linear' },
    ],
  }); // biome-ignore format: one matrix a line

  it('survives without neurons', () => {
    const network = networkOfRelu(emptyReluNetwork(3, 2));
    expect([0, 1].map((l) => denseDocument(networkDocument(network), l).weight)).toEqual([[], [[], []]]);
    expect(networkFromDocument(networkDocument(network), 3)).toEqual(network);
  });

  it('shares no memory with the network, and lists every parameter', () => {
    const network = networkFromDocument(document(), 3);
    const parameters = parametersOf(network);
    expect(parameters.map((entries) => entries.length)).toEqual([6, 2, 2, 1]);
    const copy = networkFromDocument(networkDocument(network), 3);
    for (const entries of parameters) entries.fill(9);
    expect(parametersOf(copy)).toEqual(parametersOf(networkFromDocument(document(), 3)));
  });

  it.each([
    ['too few columns', document(), 4, 'layer 0 takes 3 inputs, but gets 4'],
    ['ragged rows', document({ weight: [[1, 2, 3], [4, 5]] }), 3, 'layer 0 takes 2 inputs, but gets 3'],
    ['rows without entries', document({ weight: [[], []] }), 3, 'layer 0 takes 0 inputs, but gets 3'],
    ['a bias too many', document({ bias: [0, 0, 0] }), 3, 'layer 0 has 3 biases for 2 outputs'],
    ['layers that do not fit', document({ weight: [[1, 2, 3]], bias: [0] }), 3, 'layer 1 takes 2 inputs, but gets 1'],
    ['no layers', { layers: [] }, 3, 'a network has at least one layer'],
  ] as [string, NetworkDocument, number, string][])('%s: refused', (_, wrong, columns, message) => {
    expect(() => networkFromDocument(wrong, columns)).toThrow(new RangeError(message));
  }); // biome-ignore format: one case a line
});

describe('one hidden ReLU layer', () => {
  it('keeps its weights and values on the way through layers and back', () => {
    const relu = randomRelu(createRandom(4), 6, 3, 2);
    const network = networkOfRelu(relu);
    expect(asReluNetwork(network)).toEqual(relu);
    const x = normalMatrix(createRandom(5), 10, 3);
    const values = predict(network, x);
    for (const k of [0, 1]) {
      const single = singleOutput(relu, k);
      const slopes = { ...zeros(10, 2), data: Float64Array.from({ length: 20 }, (_, i) => +(i % 2 === k)) };
      const gradients = inputGradients(network, x, slopes);
      reluValues(single, x).forEach((value, i) => {
        expect(value).toBeCloseTo(values.data[2 * i + k]!, 12);
        inputGradient(single, row(x, i)).forEach((slope, j) => {
          expect(slope).toBeCloseTo(gradients.data[3 * i + j]!, 12);
        });
      });
    }
  });

  it('has a ReLU derivative of 1 at 0, either way', () => {
    const relu = randomRelu(createRandom(6), 5, 2);
    const origin = zeros(1, 2);
    const slopes = fromRows([[1]]);
    const gradient = inputGradients(networkOfRelu(relu), origin, slopes).data;
    expect(gradient).toEqual(inputGradient(relu, origin.data));
    expect(gradient[0]).toBeCloseTo(
      relu.output.data.reduce((sum, alpha, j) => sum + alpha * relu.hidden.data[2 * j]!, 0),
      12,
    );
  });

  it('is no other network', () => {
    const network = networkFrom([[1, 2], [3, 4]], [1, -1]); // biome-ignore format: one matrix
    const [first, second] = [denseLayer(network, 0), denseLayer(network, 1)];
    const others: Network[] = [
      { layers: [first] },
      { layers: [first, second, second] },
      { layers: [{ ...first, activation: 'tanh' }, second] },
      { layers: [{ ...first, bias: Float64Array.of(0, 1e-9) }, second] },
      { layers: [first, { ...second, bias: Float64Array.of(1) }] },
      { layers: [first, { ...second, activation: 'relu' }] },
    ];
    for (const other of others) expect(asReluNetwork(other)).toBeUndefined();
    expect(asReluNetwork(network)).toBeDefined();
  });
});
