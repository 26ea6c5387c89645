import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zeros } from '#relucent/core/matrix.js';
import type { Network } from '#relucent/core/network.js';
import { builtinPenalties } from '#relucent/core/proximal/index.js';
import { createRandom } from '#relucent/core/random.js';
import { columnLasso } from '#relucent/core/regularizers/column-lasso.js';
import { regularizerOf } from '#relucent/core/regularizers/index.js';
import type { Regularizer } from '#relucent/core/regularizers/regularizer.js';
import { weightDecay } from '#relucent/core/regularizers/weight-decay.js';
import { fromWeightMatrix, toWeightMatrix } from '#relucent/nonconvex/networks/weight-matrix.js';
import { parsevalRetraction } from '#relucent/nonconvex/parseval.js';
import { tensorRegularizerOf } from '#relucent/nonconvex/regularizers.js';
import { matrixTensor } from '#relucent/nonconvex/tensors.js';
import { networkFrom, normalMatrix } from '../support/networks.js';
import { taskOf } from '../support/problems.js';
import { on } from './backends.js';

const data = { source: 'inline' as const, x: [[1, 2], [3, 4]], y: [1, -1] }; // biome-ignore format: one row a line

/** One layer of 2 x 3 weights. */
const layerOf = (data: ArrayLike<number>): Network => ({
  layers: [
    {
      kind: 'dense',
      weight: { rows: 2, cols: 3, data: Float64Array.from(data) },
      bias: Float64Array.of(5, 5),
      activation: 'linear',
    },
  ],
});
const entries = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 6, maxLength: 6 });

describe('values in float64', () => {
  it('are those of the formulas, over all layers and without biases', () => {
    const network = networkFrom(
      [
        [3, 0],
        [4, 0],
      ],
      [5, -12],
    );
    expect(weightDecay.value(network)).toBe((9 + 16 + 25 + 144) / 2);
    // Columns (3, 4) and (0, 0) of the first layer, (5) and (-12) of the second.
    expect(columnLasso.value(network)).toBe(5 + 0 + 5 + 12);
  });
});

/** Convex penalties by their operators and gradients in float64. */
const penalty = (type: string, more: object = {}): Regularizer => {
  const { regularizer } = taskOf({ data, regularizer: { type, ...more } });
  return regularizerOf(regularizer, builtinPenalties);
};
const regularizers: Readonly<Record<string, Regularizer>> = {
  'weight-decay': weightDecay,
  'column-lasso': columnLasso,
  'l1 with a ridge': penalty('l1', { ridge: 0.3 }),
  'group-l2': penalty('group-l2'),
  'l1 with factors': penalty('l1', { entryWeights: [[0, 1, 2, 0.5, 1, 3]] }),
  nuclear: penalty('nuclear'),
};

it('the penalty group-l2 of columns is column-lasso', async () => {
  const tf = await on('wasm');
  const weight = tf.tensor2d([0.3, 3, 0, 0.4, 4, 0.1], [2, 3]);
  const [native, byOperator] = ['column-lasso', 'group-l2'].map(
    (name) => tensorRegularizerOf(regularizers[name]!)!,
  );
  expectSame(native!.prox(tf, weight, 1, 0).dataSync(), byOperator!.prox(tf, weight, 1, 0).dataSync());
  expectSame(native!.gradient!(tf, weight, 0).dataSync(), byOperator!.gradient!(tf, weight, 0).dataSync());
});

function expectSame(one: ArrayLike<number>, other: ArrayLike<number>): void {
  expect(Array.from(one)).toEqual(Array.from(other, (each) => expect.closeTo(each, 6)));
}

describe.each(Object.keys(regularizers))('%s on tensors', (name) => {
  const regularizer = tensorRegularizerOf(regularizers[name]!)!;
  const value = (data: ArrayLike<number>) => regularizers[name]!.value(layerOf(data), zeros(0, 0));
  const on23 = async (map: 'gradient' | 'prox', data: ArrayLike<number>, step = 1) => {
    const tf = await on('wasm');
    const weight = tf.tensor2d(Array.from(data), [2, 3]);
    const result =
      map === 'gradient' ? regularizer.gradient!(tf, weight, 0) : regularizer.prox(tf, weight, step, 0);
    return Array.from(result.dataSync());
  };

  it('has a subgradient', async () => {
    await fc.assert(
      fc.asyncProperty(entries, entries, async (at, other) => {
        const gradient = await on23('gradient', at);
        const slope = gradient.reduce((total, g, i) => total + g * (other[i]! - at[i]!), 0);
        expect(value(other)).toBeGreaterThanOrEqual(value(at) + slope - 1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it('has a proximal operator that nothing does better than', async () => {
    await fc.assert(
      fc.asyncProperty(
        entries,
        entries,
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        async (at, offset, step) => {
          const prox = await on23('prox', at, step);
          const energy = (v: readonly number[]) =>
            step * value(v) + v.reduce((total, entry, i) => total + (entry - at[i]!) ** 2, 0) / 2;
          for (const size of [1, 0.1, 1e-2]) {
            const other = prox.map((entry, i) => entry + size * offset[i]!);
            expect(energy(prox)).toBeLessThanOrEqual(energy(other) + 1e-5);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

it('column-lasso sets short columns to zero, exactly, and shortens the others by the step', async () => {
  const tf = await on('wasm');
  const weight = tf.tensor2d([0.3, 3, 0, 0.4, 4, 0], [2, 3]);
  const shrunk = [...tensorRegularizerOf(columnLasso)!.prox(tf, weight, 1, 0).dataSync()];
  expect([shrunk[0], shrunk[3], shrunk[2], shrunk[5]]).toEqual([0, 0, 0, 0]);
  expect([shrunk[1], shrunk[4]]).toEqual([expect.closeTo(2.4, 5), expect.closeTo(3.2, 5)]);
});

it('kernels are matrices with one row per output', async () => {
  const tf = await on('wasm');
  // Entry (h, w, c, o) is 1000 h + 100 w + 10 c + o.
  const kernel = tf.tensor4d(
    [0, 1].flatMap((h) =>
      [0, 1, 2].flatMap((w) =>
        [0, 1].flatMap((c) => [0, 1, 2, 3].map((o) => 1000 * h + 100 * w + 10 * c + o)),
      ),
    ),
    [2, 3, 2, 4],
  );
  const matrix = toWeightMatrix(tf, kernel);
  expect(matrix.shape).toEqual([4, 12]);
  expect((matrix.arraySync() as number[][])[3]!.slice(0, 4)).toEqual([3, 13, 103, 113]);
  expect([...fromWeightMatrix(tf, matrix, kernel.shape).dataSync()]).toEqual([...kernel.dataSync()]);
});

describe('the Parseval retraction', () => {
  it('is (1 + b) W - b W W W on both sides of square, and on diagonals s -> (1 + b) s - b s^3', async () => {
    const tf = await on('wasm');
    for (const [rows, cols] of [
      [2, 3],
      [3, 2],
    ] as const) {
      const weight = zeros(rows, cols);
      weight.data[0] = 0.5;
      weight.data[cols + 1] = 1.2;
      const moved = parsevalRetraction(tf, matrixTensor(tf, weight), 0.1).dataSync();
      expect(moved[0]).toBeCloseTo(1.1 * 0.5 - 0.1 * 0.5 ** 3, 6);
      expect(moved[cols + 1]).toBeCloseTo(1.1 * 1.2 - 0.1 * 1.2 ** 3, 6);
    }
  });

  it.each([0.01, 0.1])('takes W W to the identity when repeated: b = %d', async (b) => {
    const tf = await on('wasm');
    const start = normalMatrix(createRandom(3), 3, 6);
    const spread = (weight: ReturnType<typeof matrixTensor>) =>
      tf.norm(tf.sub(tf.matMul(weight, weight, false, true), tf.eye(3))).dataSync()[0]!;
    const first = tf.div<ReturnType<typeof matrixTensor>>(matrixTensor(tf, start), 4);
    let weight = first;
    let last = spread(first);
    for (let t = 0; t < 10 / b; t++) {
      weight = parsevalRetraction(tf, weight, b) as typeof weight;
      const now = spread(weight);
      expect(now).toBeLessThanOrEqual(last + 1e-5);
      last = now;
    }
    expect(last).toBeLessThan(1e-3);
    expect(spread(first)).toBeGreaterThan(0.3);
  });
});
