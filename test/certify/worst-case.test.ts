import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worstCase } from '#relucent/certify/worst-case.js';
import { losses } from '#relucent/core/losses/index.js';
import { rowLoss } from '#relucent/core/losses/loss.js';
import { fromRows, row, zeros } from '#relucent/core/matrix.js';
import { isRight } from '#relucent/core/measures.js';
import { predict } from '#relucent/core/network.js';
import { createRandom, type Random } from '#relucent/core/random.js';
import { emptyReluNetwork, networkOfRelu } from '#relucent/core/relu-network.js';
import { column, denseLayer, networkFrom, normalMatrix, randomRelu } from '../support/networks.js';

/** All corners of the box, and random points inside it. */
function boxPoints(point: Float64Array, radii: Float64Array, random: Random) {
  const corners = Array.from({ length: 2 ** point.length }, (_, mask) =>
    Array.from(point, (value, j) => value + (mask & (1 << j) ? radii[j]! : -radii[j]!)),
  );
  const inside = Array.from({ length: 50 }, () =>
    Array.from(point, (value, j) => value + radii[j]! * (2 * random.uniform() - 1)),
  );
  return fromRows([...corners, ...inside]);
}

/** Targets of rows of the given classes: one column of signs for one output, else one column per class. */
function targets(classes: readonly number[], outputs: number, other: number) {
  if (outputs === 1) return column(classes.map((c) => (c === 0 ? -1 : 1)));
  return fromRows(classes.map((own) => Array.from({ length: outputs }, (_, i) => (i === own ? 1 : other))));
}

describe.each([
  ['hinge', 1, -1],
  ['hinge', 3, -1],
  ['logistic', 3, -1],
  ['squared', 1, 0],
  ['squared', 3, 0],
  ['cross-entropy', 2, 0],
  ['cross-entropy', 4, 0],
] as const)('worstCase, %s, %d outputs', (name, outputs, other) => {
  const loss = losses[name];

  it('bounds every loss in the boxes, and certifies no row that some point gets wrong', async () => {
    let certified = 0;
    let unsafe = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1e6),
        fc.double({ min: 0.001, max: 0.3, noNaN: true }),
        async (seed, radius) => {
          const random = createRandom(seed, 'worst case');
          const network = networkOfRelu(randomRelu(random, 6, 3, outputs));
          const x = normalMatrix(random, 1, 3);
          const radii = Float64Array.of(radius, radius / 2, 0);
          // The class that is predicted, so that there is something to certify, and now and then another.
          const f = predict(network, x).data;
          const predicted = outputs === 1 ? Number(f[0]! > 0) : f.indexOf(Math.max(...f));
          const own = random.uniform() < 0.8 ? predicted : random.integer(Math.max(2, outputs));
          const y = targets([own], outputs, other);
          const worst = (await worstCase(network, { x, y }, { loss, radii }))!;
          const points = boxPoints(row(x, 0), radii, random);
          const values = predict(network, points);
          const sampled = Array.from({ length: points.rows }, (_, k) =>
            rowLoss(loss, row(values, k), y.data),
          );
          const largest = Math.max(...sampled);
          expect(worst.loss).toBeGreaterThanOrEqual(largest - 1e-12 * (1 + largest));
          if (worst.exact) expect(worst.loss).toBeCloseTo(largest, 10);
          const right = sampled.every((_, k) => isRight(row(values, k), y.data));
          if (worst.certified === 1) expect(right).toBe(true);
          certified += worst.certified;
          if (!right) unsafe++;
        },
      ),
      { numRuns: 300, seed: 1 },
    );
    expect(certified).toBeGreaterThan(50);
    expect(unsafe).toBeGreaterThan(20);
  });

  it('without a radius is the loss itself', async () => {
    const network = networkOfRelu(randomRelu(createRandom(3), 6, 3, outputs));
    const x = normalMatrix(createRandom(4), 5, 3);
    const y = targets([0, 1, 0, 1, 1], outputs, other);
    const worst = (await worstCase(network, { x, y }, { loss, radii: new Float64Array(3) }))!;
    const values = predict(network, x);
    const rows = [0, 1, 2, 3, 4];
    const sum = rows.reduce((total, k) => total + rowLoss(loss, row(values, k), row(y, k)), 0);
    expect(worst.loss).toBeCloseTo(sum, 10);
    expect(worst.certified).toBe(rows.filter((k) => isRight(row(values, k), row(y, k))).length);
  });

  it('a network without neurons is right nowhere, and loses what 0 loses', async () => {
    const network = networkOfRelu(emptyReluNetwork(2, outputs));
    const sample = { x: zeros(2, 2), y: targets([0, 1], outputs, other) };
    const worst = (await worstCase(network, sample, { loss, radii: Float64Array.of(0.1, 0.1) }))!;
    const zero = new Float64Array(outputs);
    expect(worst.certified).toBe(0);
    expect(worst.loss).toBeCloseTo(
      rowLoss(loss, zero, row(sample.y, 0)) + rowLoss(loss, zero, row(sample.y, 1)),
      12,
    );
  });
});

describe('worstCase', () => {
  it('bounds the margins of outputs that share neurons exactly while these are stable', async () => {
    // f = (3 h, h) with h = relu(x): the margin 2 h is at least 1 on [0.5, 1.5], although the outputs' ranges overlap.
    const network = networkOfRelu({ hidden: fromRows([[1]]), output: fromRows([[3], [1]]) });
    const sample = { x: fromRows([[1]]), y: fromRows([[1, 0]]) };
    const problem = { loss: losses['cross-entropy'], radii: Float64Array.of(0.5) };
    const worst = (await worstCase(network, sample, problem))!;
    expect(worst.certified).toBe(1);
    expect(worst.loss).toBeCloseTo(Math.log1p(Math.exp(-1)), 12);
  });

  it('says where its bound comes from', async () => {
    const sample = { x: fromRows([[1]]), y: column([1]) };
    const by = async (radius: number, activation: 'relu' | 'tanh') => {
      const { layers } = networkFrom([[1]], [1]);
      const network = { layers: [{ ...denseLayer({ layers }, 0), activation }, layers[1]!] };
      const worst = await worstCase(network, sample, { loss: losses.hinge, radii: Float64Array.of(radius) });
      return worst?.by;
    };
    expect(await by(0.5, 'relu')).toBe('exact');
    expect(await by(1.5, 'relu')).toBe('relaxation');
    expect(await by(0.5, 'tanh')).toBe('relaxation');
  });

  it('gives up when it is told to, but not on a run that was cancelled before', async () => {
    const network = networkFrom([[1]], [1]);
    const x = { rows: 20000, cols: 1, data: new Float64Array(20000).fill(1) };
    const problem = { loss: losses.hinge, radii: Float64Array.of(0.5) };
    const cancelled = new AbortController();
    const work = worstCase(network, { x, y: column(x.data) }, problem, cancelled.signal);
    cancelled.abort();
    expect(await work).toBeUndefined();
    const few = { x: fromRows([[1]]), y: column([1]) };
    expect((await worstCase(network, few, problem, cancelled.signal))!.certified).toBe(1);
  });
});
