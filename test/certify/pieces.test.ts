import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundChain } from '#relucent/certify/bounds/bounded-chain.js';
import { formRange } from '#relucent/certify/bounds/form-range.js';
import { intervalBounds } from '#relucent/certify/bounds/interval.js';
import { type Box, roundedBox } from '#relucent/certify/chain/box.js';
import { chainOfNetwork } from '#relucent/certify/chain/from-network.js';
import { boundPieces } from '#relucent/certify/pieces/bound-pieces.js';
import { isLinear } from '#relucent/certify/pieces/bounded-piece.js';
import { lowestForms } from '#relucent/certify/pieces/forms-bound.js';
import { piecesOf } from '#relucent/certify/pieces/piece.js';
import { lowestOutputs } from '#relucent/certify/pieces/pieces-range.js';
import type { Layer } from '#relucent/core/layers/index.js';
import { fromRows, type Matrix, row } from '#relucent/core/matrix.js';
import { type Network, predict } from '#relucent/core/network.js';
import { createRandom, type Random } from '#relucent/core/random.js';
import { normalMatrix } from '../support/networks.js';
import { pointIn, randomBox } from './chains.js';
import { everyActivation, hiddenKinds, inputsOf, layeredNetwork } from './layered-networks.js';

const tightnesses = ['intervals', 'relaxation'] as const;

const cases = fc.record({
  seed: fc.nat(1e9),
  kinds: fc.array(fc.constantFrom(...hiddenKinds), { maxLength: 4 }),
  activations: fc.constantFrom(...everyActivation.map((one) => [one]), everyActivation),
  outputs: fc.integer({ min: 1, max: 3 }),
  radius: fc.constantFrom(0, 1e-3, 0.05, 0.5),
});

function pointsIn(box: Box, random: Random, count: number): Matrix {
  return fromRows(
    Array.from({ length: count }, (_, k) => [...(k === 0 ? box.center : pointIn(box, random))]),
  );
}

function formValues(forms: Matrix, outputs: Float64Array): number[] {
  return Array.from({ length: forms.rows }, (_, i) =>
    row(forms, i).reduce((sum, c, j) => sum + c * outputs[j]!, 0),
  );
}

function bounded(network: Network, box: Box, tightness: (typeof tightnesses)[number]) {
  const { pieces } = piecesOf(network, box.center.length);
  const inside = roundedBox(box);
  const made = boundPieces(pieces, inside, tightness);
  return { ...made, lowest: (forms: Matrix) => lowestOutputs(made, inside, forms) };
}

/** The largest absolute value that goes through the layers. */
function scaleOf(network: Network, x: Matrix): number {
  return network.layers.reduce(
    (most, _, l) =>
      Math.max(most, ...predict({ layers: network.layers.slice(0, l + 1) }, x).data.map(Math.abs)),
    1,
  );
}

describe('bounds on networks of any layers', () => {
  it('hold at points of the box, without any tolerance', () => {
    fc.assert(
      fc.property(cases, ({ seed, radius, ...shape }) => {
        const random = createRandom(seed, 'layered');
        const network = layeredNetwork(random, shape);
        const box = randomBox(seed, inputsOf(network), radius);
        const forms = normalMatrix(random, 3, shape.outputs);
        const points = pointsIn(box, random, 30);
        const values = predict(network, points);
        for (const tightness of tightnesses) {
          const { output, lowest } = bounded(network, box, tightness);
          const lows = lowest(forms);
          for (let k = 0; k < points.rows; k++) {
            const outputs = row(values, k);
            outputs.forEach((f, i) => {
              expect(f >= output.low[i]! && f <= output.high[i]!).toBe(true);
            });
            formValues(forms, outputs).forEach((value, i) => {
              expect(value).toBeGreaterThanOrEqual(lows[i]!);
            });
          }
        }
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  it('are none, and no wrong ones, where numbers overflow', () => {
    const huge = fromRows([[1e200, -1e200]]);
    const layers = (activation: 'relu' | 'sigmoid'): Layer[] => [
      { kind: 'dense', weight: huge, bias: Float64Array.of(0), activation: 'linear' },
      { kind: 'dense', weight: fromRows([[1e200], [-1e200]]), bias: new Float64Array(2), activation },
      { kind: 'dense', weight: fromRows([[1, 1]]), bias: Float64Array.of(0), activation: 'linear' },
    ];
    const box = { center: Float64Array.of(0, 0), radii: Float64Array.of(1, 1) };
    for (const tightness of tightnesses) {
      const [unbounded] = bounded({ layers: layers('relu') }, box, tightness).lowest(fromRows([[-1]]));
      expect(unbounded).toBe(Number.NEGATIVE_INFINITY);
      // Two sigmoids lie between 0 and 2 whatever goes in.
      const [low] = bounded({ layers: layers('sigmoid') }, box, tightness).lowest(fromRows([[-1]]));
      expect(low).toBeCloseTo(-2, 12);
    }
  });

  it('are the value itself on a box that is one point', () => {
    fc.assert(
      fc.property(cases, ({ seed, radius: _radius, ...shape }) => {
        const random = createRandom(seed, 'point');
        const network = layeredNetwork(random, shape);
        const box = randomBox(seed, inputsOf(network), 0);
        const forms = normalMatrix(random, 2, shape.outputs);
        const point = { rows: 1, cols: box.center.length, data: box.center };
        const exact = formValues(forms, predict(network, point).data);
        for (const tightness of tightnesses) {
          bounded(network, box, tightness)
            .lowest(forms)
            .forEach((low, i) => {
              expect(exact[i]! - low).toBeLessThan(1e-9 * scaleOf(network, point));
            });
        }
      }),
      { numRuns: 100, seed: 6 },
    );
  });

  it('are those of the dense chain where convolutions and means are written as matrices', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(0, 0.1), fc.boolean(), ({ seed, radius, outputs }, slope, means) => {
        const random = createRandom(seed, 'dense');
        const activation = slope === 0 ? ('relu' as const) : { name: 'leaky-relu' as const, slope };
        const network = layeredNetwork(random, {
          kinds: ['conv2d', ...(means ? (['average-pool'] as const) : []), 'depthwise-conv2d'],
          activations: [activation],
          outputs,
        });
        const box = randomBox(seed, inputsOf(network), radius);
        const chain = chainOfNetwork(network, inputsOf(network))!;
        const intervals = intervalBounds(chain, box).at(-1)!;
        const own = bounded(network, box, 'intervals').output;
        const close = (a: number, b: number) =>
          expect(Math.abs(a - b)).toBeLessThan(1e-9 * (1 + Math.abs(b)));
        intervals.low.forEach((low, i) => {
          close(own.low[i]!, low);
          close(own.high[i]!, intervals.high[i]!);
        });
        // The chain narrows the means in between by relaxation as well.
        if (means) return;
        const coefficients = normalMatrix(random, 1, outputs);
        const { low } = formRange(
          boundChain(chain, box),
          { coefficients: coefficients.data, constant: 0 },
          0,
        );
        const { pieces } = bounded(network, box, 'relaxation');
        close(lowestForms(pieces, roundedBox(box), coefficients)[0]!, low);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('are attained in a corner where no neuron is unstable and no pool undecided', () => {
    let exact = 0;
    fc.assert(
      fc.property(cases, ({ seed, kinds }) => {
        const random = createRandom(seed, 'exact');
        const network = layeredNetwork(random, {
          kinds,
          activations: ['relu', 'relu6', 'linear'],
          outputs: 2,
        });
        const moving = 6;
        const { center } = randomBox(seed, inputsOf(network), 0);
        const radii = center.map((_, j) => (j < moving ? 0.01 : 0));
        const { pieces, lowest } = bounded(network, { center, radii }, 'relaxation');
        if (!pieces.every(isLinear)) return;
        exact++;
        const corners = Array.from({ length: 2 ** moving }, (_, mask) =>
          Array.from(center, (value, j) => value + (mask & (1 << j) ? radii[j]! : -radii[j]!)),
        );
        const x = fromRows(corners);
        const forms = normalMatrix(random, 2, 2);
        const values = predict(network, x);
        const attained = corners.map((_, k) => formValues(forms, row(values, k)));
        lowest(forms).forEach((low, i) => {
          const least = Math.min(...attained.map((each) => each[i]!));
          expect(least - low).toBeLessThan(1e-9 * scaleOf(network, x));
        });
      }),
      { numRuns: 80, seed: 8 },
    );
    expect(exact).toBeGreaterThan(20);
  });

  it.each([
    ['intervals', 6],
    ['relaxation', 3],
  ] as const)('come near the least value of a small network, found on a grid: %s', (tightness, factor) => {
    // Two inputs move: (x, y, -x, 0.3) through a convolution, a pool and a mean.
    const layers = (activation: 'relu' | 'tanh'): Layer[] => [
      { kind: 'image', channels: 1, height: 2, width: 2 },
      {
        kind: 'conv2d',
        shape: [2, 2, 1, 3],
        weight: Float64Array.of(1, -0.5, 0.2, 0.7, 0.4, -1, -0.3, 0.8, 0.5, 0.6, -0.2, 0.9),
        bias: Float64Array.of(0.1, -0.2, 0.3),
        stride: 1,
        padding: 'same',
        activation,
      },
      { kind: 'max-pool', size: 2, stride: 1, ceil: false },
      { kind: 'dense', weight: fromRows([[1, -1, 0.5]]), bias: Float64Array.of(0), activation: 'linear' },
    ];
    const center = Float64Array.of(0.4, -0.3, -0.4, 0.3);
    const radii = Float64Array.of(0.1, 0.1, 0, 0);
    for (const activation of ['relu', 'tanh'] as const) {
      const network = { layers: layers(activation) };
      const steps = Array.from({ length: 41 }, (_, i) => (i - 20) / 20);
      const grid = steps.flatMap((s) =>
        steps.map((t) => [center[0]! + 0.1 * s, center[1]! + 0.1 * t, center[2]!, center[3]!]),
      );
      const values = [...predict(network, fromRows(grid)).data];
      const [least, most] = [Math.min(...values), Math.max(...values)];
      const [low] = bounded(network, { center, radii }, tightness).lowest(fromRows([[1]]));
      expect(low!).toBeLessThanOrEqual(least);
      expect(least - low!).toBeLessThan(factor * (most - least));
    }
  });
});
