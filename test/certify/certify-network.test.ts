import { describe, expect, it } from 'vitest';
import { certifyNetwork } from '#relucent/certify/certify-sample.js';
import { worstCase } from '#relucent/certify/worst-case.js';
import type { ModelSpec } from '#relucent/core/generated/documents.js';
import { losses } from '#relucent/core/losses/index.js';
import { rowLoss } from '#relucent/core/losses/loss.js';
import { fromRows, type Matrix, row } from '#relucent/core/matrix.js';
import { isRight } from '#relucent/core/measures.js';
import { architecture } from '#relucent/core/models/index.js';
import type { Ends } from '#relucent/core/models/model.js';
import { type Network, namedParameters, predict, withParameters } from '#relucent/core/network.js';
import { createRandom } from '#relucent/core/random.js';
import { normals } from '../core/sample-layers.js';
import { normalMatrix } from '../support/networks.js';
import { pointIn } from './chains.js';

/** A network of the model with random weights, and batch norms that fit them: the variance that such weights make. */
function randomNetwork(model: ModelSpec, ends: Ends, seed: number): Network {
  const random = createRandom(seed, 'network');
  const { layers } = architecture(model, ends);
  const values = namedParameters({ layers }).map(({ role, values: start, fans }) =>
    fans
      ? normals(random, start.length, 1 / Math.sqrt(fans.in))
      : start.map((value) => value + (role === 'statistic' ? 0 : 0.1 * random.normal())),
  );
  return withParameters({ layers }, values);
}

/** Rows with the class that is predicted as the target. */
function labelled(network: Network, x: Matrix): { x: Matrix; y: Matrix } {
  const f = predict(network, x);
  const targets = Array.from({ length: x.rows }, (_, k) => {
    const outputs = [...row(f, k)];
    if (outputs.length === 1) return [outputs[0]! > 0 ? 1 : -1];
    const own = outputs.indexOf(Math.max(...outputs));
    return outputs.map((_, i) => Number(i === own));
  });
  return { x, y: fromRows(targets) };
}

const image = (channels: number, height: number, width: number, outputs: number): Ends => ({
  columns: channels * height * width,
  outputs,
  image: [channels, height, width],
});

describe.each([
  ['c-cnn', { type: 'cnn', name: 'c-cnn', width: 0.04 }, image(1, 21, 21, 3), 1e-3],
  ['mobilenet-v2', { type: 'cnn', name: 'mobilenet-v2', width: 0.05 }, image(3, 4, 4, 2), 1e-6],
  ['patches', { type: 'patches', patches: 4 }, { columns: 12, outputs: 1 }, 0.05],
  [
    'mlp, sigmoid',
    { type: 'mlp', hidden: [8, 6], activation: 'sigmoid', outputActivation: 'linear', bias: true },
    { columns: 5, outputs: 3 },
    0.02,
  ],
  [
    'mlp with a softplus on its outputs',
    { type: 'mlp', hidden: [8], activation: 'tanh', outputActivation: 'softplus', bias: true },
    { columns: 5, outputs: 3 },
    0.05,
  ],
] as const satisfies readonly (readonly [string, ModelSpec, Ends, number])[])(
  '%s',
  (_name, model, ends, radius) => {
    const network = randomNetwork(model, ends, 3);
    const random = createRandom(8, 'rows');
    const sample = labelled(network, normalMatrix(random, 'image' in ends ? 2 : 6, ends.columns));
    const radii = new Float64Array(ends.columns).fill(radius);
    const loss = ends.outputs === 1 ? losses.logistic : losses['cross-entropy'];

    it('is proven right where it is, and its worst loss is bounded', async () => {
      const verdict = await certifyNetwork(network, sample, radii, { nodes: 50 });
      const worst = (await worstCase(network, sample, { loss, radii }))!;
      expect(verdict.robust).toBeGreaterThan(0);
      let largest = 0;
      verdict.rows.forEach(({ status, lower, upper }, k) => {
        const box = { center: row(sample.x, k), radii };
        const points = fromRows(Array.from({ length: 40 }, () => [...pointIn(box, random)]));
        const f = predict(network, points);
        const y = row(sample.y, k);
        expect(lower).toBeLessThanOrEqual(upper);
        const values = Array.from({ length: points.rows }, (_, i) => {
          if (status === 'robust') expect(isRight(row(f, i), y)).toBe(true);
          return rowLoss(loss, row(f, i), y);
        });
        largest += Math.max(...values);
      });
      expect(worst.loss).toBeGreaterThanOrEqual(largest);
      expect(worst.certified).toBeLessThanOrEqual(verdict.robust);
    });

    it('is the clean network without a radius', async () => {
      const none = new Float64Array(ends.columns);
      const verdict = await certifyNetwork(network, sample, none, { nodes: 0 });
      expect(verdict.robust).toBe(sample.x.rows);
      const worst = (await worstCase(network, sample, { loss, radii: none }))!;
      const f = predict(network, sample.x);
      const clean = verdict.rows.reduce((sum, _, k) => sum + rowLoss(loss, row(f, k), row(sample.y, k)), 0);
      expect(Math.abs(worst.loss - clean)).toBeLessThan(1e-6);
    });

    it('has counterexamples where labels are wrong somewhere in the box', async () => {
      const wide = new Float64Array(ends.columns).fill(30);
      // The first row has a wrong label, the others have that of their middle.
      const y = { ...sample.y, data: sample.y.data.slice() };
      row(y, 0).forEach((value, i) => {
        row(y, 0)[i] = ends.outputs === 1 ? -value : 1 - value;
      });
      const verdict = await certifyNetwork(network, { x: sample.x, y }, wide, { nodes: 0 });
      expect(verdict.vulnerable).toBeGreaterThan(0);
      verdict.rows.forEach(({ counterexample }, k) => {
        if (!counterexample) return;
        const point = { rows: 1, cols: counterexample.length, data: counterexample };
        expect(isRight(predict(network, point).data, row(y, k))).toBe(false);
        counterexample.forEach((value, j) => {
          expect(Math.abs(value - row(sample.x, k)[j]!)).toBeLessThanOrEqual(30 + 1e-12);
        });
      });
    });
  },
);

it('patches are decided by branching, as the one hidden layer that they are', async () => {
  const network = randomNetwork({ type: 'patches', patches: 4 }, { columns: 12, outputs: 1 }, 5);
  const random = createRandom(5, 'rows');
  const x = normalMatrix(random, 20, 12);
  // f is never negative: only y = 1 can be right.
  const sample = { x, y: { rows: 20, cols: 1, data: new Float64Array(20).fill(1) } };
  const verdict = await certifyNetwork(network, sample, new Float64Array(12).fill(0.3), { nodes: 500 });
  expect(verdict.undecided).toBe(0);
  expect(verdict.robust).toBeGreaterThan(0);
  expect(verdict.vulnerable).toBeGreaterThan(0);
});

describe('an autoencoder', () => {
  it('has a bound on how badly it rebuilds a row', async () => {
    const model: ModelSpec = { type: 'autoencoder', code: 4, activation: 'sigmoid' };
    const network = randomNetwork(model, { columns: 6, outputs: 6 }, 2);
    const random = createRandom(6, 'rows');
    const x = normalMatrix(random, 3, 6);
    const radii = new Float64Array(6).fill(0.05);
    const sample = { x, y: x };
    const worst = (await worstCase(network, sample, { loss: losses.squared, radii }))!;
    expect(worst.by).toBe('relaxation');
    const lossOf = (points: Matrix, k: number) =>
      Math.max(
        ...Array.from({ length: points.rows }, (_, i) =>
          rowLoss(
            losses.squared,
            predict(network, { rows: 1, cols: 6, data: row(points, i) }).data,
            row(x, k),
          ),
        ),
      );
    let attained = 0;
    for (let k = 0; k < 3; k++) {
      const corners = Array.from({ length: 64 }, (_, mask) =>
        Array.from(row(x, k), (value, j) => value + (mask & (1 << j) ? 0.05 : -0.05)),
      );
      attained += lossOf(fromRows(corners), k);
    }
    expect(worst.loss).toBeGreaterThanOrEqual(attained);
    // Every output is at its worst by itself, which they cannot be all at once.
    expect(worst.loss).toBeLessThan(1.2 * attained);
  });
});
