import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { norm2 } from '#relucent/core/matrix.js';
import { predict } from '#relucent/core/network.js';
import { networkOfPatches } from '#relucent/core/patches-network.js';
import { createRandom } from '#relucent/core/random.js';
import { angle } from '#relucent/nonconvex/patches/angle.js';
import { populationLoss } from '#relucent/nonconvex/patches/population-loss.js';
import { sampledLoss } from '#relucent/nonconvex/patches/sampled-loss.js';
import { problemOf, readShared } from '../../support/problems.js';
import { centralDifferences } from './central-differences.js';

const entries = fc.double({ min: -2, max: 2, noNaN: true });
const pairs = fc
  .array(fc.tuple(entries, entries), { minLength: 2, maxLength: 6 })
  .map(
    (list) =>
      [0, 1].map((i) => Float64Array.from(list, (pair) => pair[i as 0 | 1])) as [Float64Array, Float64Array],
  )
  .filter(([w, teacher]) => norm2(w) > 0.1 && norm2(teacher) > 0.1);
const counts = fc.integer({ min: 1, max: 5 });

describe('the population loss', () => {
  it('is the mean squared error over many rows (z-test)', () => {
    const rows = 20_000;
    for (const patches of [1, 2, 3]) {
      const random = createRandom(patches, 'rows');
      const d = 3;
      const draw = (length: number) => Float64Array.from({ length }, () => random.normal());
      const [filter, w] = [draw(d), draw(d)];
      const x = { rows, cols: d * patches, data: draw(rows * d * patches) };
      const [own, target] = [w, filter].map(
        (each) => predict(networkOfPatches({ filter: each, patches }), x).data,
      );
      const errors = own!.map((each, r) => (each - target![r]!) ** 2);
      const mean = errors.reduce((sum, each) => sum + each, 0) / rows;
      const variance = errors.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (rows - 1);
      const z = (populationLoss({ filter, patches }).value(w) - mean) / Math.sqrt(variance / rows);
      expect(Math.abs(z)).toBeLessThan(3.5);
    }
  });

  it('has the gradient of its differences', () => {
    fc.assert(
      fc.property(pairs, counts, ([w, filter], patches) => {
        const loss = populationLoss({ filter, patches });
        const numeric = centralDifferences(loss.value, w);
        loss.gradient(w).forEach((each, j) => {
          expect(Math.abs(each - numeric[j]!)).toBeLessThan(1e-6);
        });
      }),
    );
  });

  it('is 0 with gradient 0 at the teacher, and has its saddle where theory puts it', () => {
    const filter = Float64Array.of(0.6, 0, -0.8);
    for (const k of [2, 3, 5]) {
      const loss = populationLoss({ filter, patches: k });
      expect(loss.value(filter)).toBe(0);
      const factor = (k * k - k) / (k * k + (Math.PI - 1) * k);
      for (const point of [filter, filter.map((each) => -factor * each)]) {
        expect(norm2(loss.gradient(point))).toBeLessThan(1e-15);
      }
      // A ||w*||^2 / k^2 at the origin, where there is no gradient.
      const zero = new Float64Array(3);
      expect(loss.value(zero)).toBeCloseTo((k / 2 + (k * k - k) / (2 * Math.PI)) / k ** 2, 14);
      expect(loss.gradient(zero).every(Number.isNaN)).toBe(true);
    }
  });

  it('keeps its digits next to the teacher', () => {
    // t^2 / 4 - t^3 / (6 pi) for unit filters and two patches.
    for (const t of [1e-3, 1e-6, 1e-9]) {
      const loss = populationLoss({ filter: Float64Array.of(1, 0), patches: 2 });
      const value = loss.value(Float64Array.of(Math.cos(t), Math.sin(t)));
      expect(Math.abs(value / (t ** 2 / 4 - t ** 3 / (6 * Math.PI)) - 1)).toBeLessThan(1e-6);
    }
  });
});

it('angles are exact near 0 and pi', () => {
  for (const t of [1e-12, 1e-6, 1, Math.PI - 1e-9]) {
    expect(angle(Float64Array.of(3, 0), Float64Array.of(Math.cos(t), Math.sin(t))) / t).toBeCloseTo(1, 7);
  }
  expect(angle(Float64Array.of(0, 0), Float64Array.of(1, 0))).toBeNaN();
});

describe('the sampled loss', () => {
  const data = { source: 'generator', name: 'patches-teacher', n: 40, d: 3, patches: 2, noise: 0.3 } as const;
  const load = () =>
    problemOf({ data, model: { type: 'patches', patches: 2 }, loss: { type: 'squared', scale: 0.7 } });

  it('is the loss of the problem', async () => {
    const problem = await load();
    const filter = Float64Array.of(0.3, -1, 0.4);
    const f = predict(networkOfPatches({ filter, patches: 2 }), problem.train.x).data;
    const direct = f.reduce((sum, each, r) => sum + (each - problem.train.y.data[r]!) ** 2, 0);
    expect(sampledLoss(problem, 2).value(filter)).toBeCloseTo(0.35 * direct, 12);
  });

  it('has the gradient of its differences', async () => {
    const loss = sampledLoss(await load(), 2);
    const random = createRandom(4);
    for (let trial = 0; trial < 20; trial++) {
      const w = Float64Array.from({ length: 3 }, () => random.normal());
      const numeric = centralDifferences(loss.value, w);
      loss.gradient(w).forEach((each, j) => {
        expect(Math.abs(each - numeric[j]!)).toBeLessThan(1e-6);
      });
    }
  });

  it('has no more curvature than it says', async () => {
    const loss = sampledLoss(await load(), 2);
    const random = createRandom(5);
    for (let trial = 0; trial < 100; trial++) {
      const w = Float64Array.from({ length: 3 }, () => random.normal());
      const step = Float64Array.from({ length: 3 }, () => 1e-7 * random.normal());
      const [there, here] = [loss.gradient(w.map((each, j) => each + step[j]!)), loss.gradient(w)];
      expect(norm2(there.map((each, j) => each - here[j]!))).toBeLessThan(
        1.01 * loss.curvature * norm2(step),
      );
    }
  });
});

interface Case {
  k: number;
  w: number[];
  w_star: number[];
  angle: number;
  loss: number;
  grad: number[];
}
const reference = readShared<{ population_loss: Case[] }>('vectors/convex-rvsm.json');

it.skipIf(!reference)('reference values', () => {
  for (const { k, w, w_star, angle: theta, loss, grad } of reference!.population_loss) {
    const [own, filter] = [Float64Array.from(w), Float64Array.from(w_star)];
    const ours = populationLoss({ filter, patches: k });
    expect(Math.abs(angle(own, filter) - theta)).toBeLessThan(1e-9);
    expect(Math.abs(ours.value(own) - loss)).toBeLessThan(1e-9);
    ours.gradient(own).forEach((each, j) => {
      expect(Math.abs(each - grad[j]!)).toBeLessThan(1e-9);
    });
  }
});
