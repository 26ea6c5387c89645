import { describe, expect, it } from 'vitest';
import { attacks } from '#relucent/attacks/index.js';
import { distortion, pixelsOf } from '#relucent/attacks/pixels.js';
import { projectSparse } from '#relucent/attacks/sparse/projection.js';
import { losses } from '#relucent/core/losses/index.js';
import { fromRows, row } from '#relucent/core/matrix.js';
import { isRight } from '#relucent/core/measures.js';
import { type Network, predict } from '#relucent/core/network.js';
import { createRandom } from '#relucent/core/random.js';
import { validate } from '#relucent/core/validation.js';
import { victimOf } from '#relucent/plugins/attack.js';
import { createRegistry } from '#relucent/plugins/registry.js';
import { readShared } from '../support/problems.js';

interface ProjectionCase {
  x: number[][];
  z: number[][];
  k: number;
  eps_inf: number | null;
  projection: number[][];
}
const cases =
  readShared<{ groups: { pgd_l0_projection: { cases: ProjectionCase[] } } }>('vectors/splitting.json')?.groups
    .pgd_l0_projection.cases ?? [];

/** Rows of pixels, columns of channels -> channel by channel, as the data hold them. */
const planar = (pixels: number[][]) =>
  Float64Array.from(pixels[0]!.flatMap((_, c) => pixels.map((channels) => channels[c]!)));

describe('the projection onto few pixels', () => {
  it.skipIf(cases.length === 0)('agrees with the reference', () => {
    for (const { x, z, k, eps_inf, projection } of cases) {
      const pixels = { count: x.length, channels: x[0]!.length };
      const clean = planar(x);
      const point = planar(z);
      const reach = eps_inf ?? Number.POSITIVE_INFINITY;
      const range = {
        low: clean.map((value) => Math.max(0, value - reach)),
        high: clean.map((value) => Math.min(1, value + reach)),
      };
      projectSparse(pixels, clean, point, range, k);
      planar(projection).forEach((value, j) => {
        expect(Math.abs(value - point[j]!)).toBeLessThan(1e-12);
      });
    }
  });

  it('is the nearest feasible point, by trying every set of pixels', () => {
    const random = createRandom(0, 'projection');
    const pixels = { count: 5, channels: 2 };
    for (let trial = 0; trial < 30; trial++) {
      const x = Float64Array.from({ length: 10 }, () => random.uniform());
      const z = x.map((value) => value + random.normal());
      const range = { low: new Float64Array(10), high: new Float64Array(10).fill(1) };
      const distance = (point: Float64Array) =>
        point.reduce((sum, value, j) => sum + (value - z[j]!) ** 2, 0);
      const k = 1 + random.integer(4);
      let best = Number.POSITIVE_INFINITY;
      for (let set = 0; set < 32; set++) {
        if ([...set.toString(2)].filter((bit) => bit === '1').length > k) continue;
        const free = (j: number) => (set >> (j % 5)) & 1;
        best = Math.min(
          best,
          distance(z.map((value, j) => (free(j) ? Math.min(1, Math.max(0, value)) : x[j]!))),
        );
      }
      const point = z.slice();
      projectSparse(pixels, x, point, range, k);
      expect(distance(point)).toBeCloseTo(best, 12);
      expect(distortion(pixels, x, point).l0).toBeLessThanOrEqual(k);
    }
  });
});

describe('targeted attacks by few pixels', () => {
  const registry = createRegistry(attacks);
  /** f_i = sum of the columns i, i + 3, i + 6, ...: moving a row to another class takes columns of that class. */
  const weights = [0, 1, 2].map((i) => Array.from({ length: 9 }, (_, j) => (j % 3 === i ? 1 : 0)));
  const network: Network = {
    layers: [{ kind: 'dense', weight: fromRows(weights), bias: new Float64Array(3), activation: 'linear' }],
  };
  const x = fromRows([
    [0.9, 0.2, 0.1, 0.3, 0.1, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 1, 0, 0, 1],
  ]);
  const y = fromRows([
    [1, 0, 0],
    [0, 0, 1],
  ]);
  const context = { loss: losses['cross-entropy'], radii: new Float64Array(9), seed: 1 };
  const run = (name: string, options = {}) => {
    const plugin = registry.get('attack', name, '');
    const checked = validate(plugin.optionsSchema, { name, clip: [0, 1], ...options });
    return plugin.perturb(victimOf(network), { x, y }, context, checked);
  };

  it('find the fewest columns that a linear network gives way to', async () => {
    const { points, rows, targeted } = await run('pgd-l0');
    expect(Array.from(rows!)).toEqual([0, 1]);
    expect(targeted?.attempts).toBe(4);
    // Row 0 has f = (1.2, .3, .1): a column of class 1 raised from 0 to 1 makes 1.3, one of class 2 only 1.1. Row 1 has f = (0, 0, 2): one column raised and one lowered makes a tie, so three.
    expect(targeted?.distortions.map(({ l0 }) => l0)).toEqual([1, 2, 3, 3]);
    const pixels = pixelsOf(9, undefined);
    for (let k = 0; k < 2; k++) {
      expect(isRight(row(predict(network, points), k), row(y, k))).toBe(false);
      expect(distortion(pixels, row(x, k), row(points, k)).l0).toBe(k === 0 ? 1 : 3);
    }
  });

  it('keep every entry within its radius', async () => {
    const { points, targeted } = await run('pgd-l0-linf', { radius: 0.2 });
    // Row 0 needs .9 in all: with at most .2 (or what is left to 0 or 1) a column, at least five columns change.
    for (const { linf, l0 } of targeted!.distortions) {
      expect(linf).toBeLessThanOrEqual(0.2 + 1e-12);
      expect(l0).toBeGreaterThanOrEqual(5);
    }
    expect(toDifference(points, x)).toBeLessThanOrEqual(0.2 + 1e-12);
  });

  it('leave a row alone that cannot be moved, and say so', async () => {
    const { points, targeted } = await run('pgd-l0-linf', { radius: 1e-3 });
    expect(targeted).toEqual({ attempts: 4, distortions: [] });
    expect(Array.from(points.data)).toEqual(Array.from(x.data));
  });

  it('attack as many rows and targets as asked for', async () => {
    const { rows, targeted } = await run('pgd-l0', { rows: 1, targets: 1 });
    expect(Array.from(rows!)).toEqual([0]);
    expect(targeted?.attempts).toBe(1);
  });
});

function toDifference(a: { data: Float64Array }, b: { data: Float64Array }): number {
  return Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));
}
