import { describe, expect, it } from 'vitest';
import { choosePatterns } from '#relucent/convex/choose-patterns.js';
import { findPatterns } from '#relucent/convex/find-patterns.js';
import type { ConvexOptions } from '#relucent/core/generated/documents.js';
import { predict } from '#relucent/core/network.js';
import { validate } from '#relucent/core/validation.js';
import { trainConvex } from '../support/convex.js';
import { evaluated } from '../support/evaluated.js';
import { problemOf } from '../support/problems.js';

const allPatterns = { patterns: { method: 'sampled', draws: 3000 } };

/** Trains, and checks what must hold for every convex run. */
async function solve(spec: Parameters<typeof problemOf>[0], options: unknown = allPatterns) {
  const problem = await problemOf(spec);
  const outcome = await trainConvex(problem, options);
  expect(outcome.status, outcome.reason).toBe('solved');
  const { objective, exact } = await evaluated(outcome.network!, problem);
  expect(exact).toBe(true);
  expect(outcome.lower!.value).toBeLessThanOrEqual(objective + 1e-12);
  expect(objective - outcome.lower!.value).toBeLessThanOrEqual(1e-6 * (1 + objective));
  return { problem, outcome, objective };
}

describe('the convex path on cases with known answers', () => {
  it('one row, one column: the optimum of (1 - b)_+ + beta b in closed form', async () => {
    // One neuron reaching b = x v costs beta v; with x = 2, beta = 0.1 the best is 1 - 2v + 0.1 v at 2v = 1.
    const { objective } = await solve({
      data: { source: 'inline', x: [[2]], y: [1] },
      regularizer: { weight: 0.1 },
    });
    expect(objective).toBeCloseTo(0.05, 6);
  });

  it('squared loss, one row: shrinks the target by beta', async () => {
    // min (b - 3)^2 / 2 + 0.5 b over b >= 0: b = 2.5, value 0.125 + 1.25.
    const { problem, outcome, objective } = await solve({
      data: { source: 'inline', x: [[1]], y: [3] },
      loss: { type: 'squared', scale: 'sum' },
      regularizer: { weight: 0.5 },
    });
    expect(objective).toBeCloseTo(1.375, 6);
    expect(predict(outcome.network!, problem.train.x).data[0]).toBeCloseTo(2.5, 4);
  });

  it('duplicate points with opposite labels: nothing beats the zero network by more than the labels allow', async () => {
    const { objective } = await solve({
      data: { source: 'inline', x: [[1, 2], [1, 2]], y: [1, -1] },
      regularizer: { weight: 0.01 },
    }); // biome-ignore format: one point a line
    expect(objective).toBeCloseTo(1, 6);
  });

  it('one class only: fits it', async () => {
    const { objective } = await solve({
      data: { source: 'inline', x: [[1, 0], [0, 1], [1, 1]], y: [1, 1, 1], bias: true },
      regularizer: { weight: 1e-3 },
    }); // biome-ignore format: one point a line
    expect(objective).toBeLessThan(0.01);
  });

  it('constant columns and rows of zeros', async () => {
    const { objective } = await solve({
      data: { source: 'inline', x: [[0, 0, 5], [1, 0, 5], [-1, 0, 5]], y: [1, -1, -1] },
      regularizer: { weight: 1e-4 },
    }); // biome-ignore format: one point a line
    expect(objective).toBeLessThan(0.1);
  });

  it('a threat that swallows the data leaves no stable neuron, and the zero network', async () => {
    const { outcome, objective } = await solve({
      data: { source: 'inline', x: [[1, 0], [-1, 0.5], [0.3, -1]], y: [1, -1, 1] },
      threat: { radius: 50 },
    }, { ...allPatterns, robust: 'stable' }); // biome-ignore format: one point a line
    expect(outcome.details).toMatchObject({ patternsUsed: 0 });
    expect(objective).toBe(1);
  });

  it('radius 0 gives the standard program', async () => {
    const data = { source: 'generator', name: 'two-moons', n: 24, bias: true } as const;
    const plain = await solve({ data }, { patterns: { method: 'sampled', draws: 40 } });
    const zero = await solve({ data, threat: { radius: 0 } }, { patterns: { method: 'sampled', draws: 40 } });
    expect(zero.objective).toBe(plain.objective);
  });

  it('more patterns never make it worse', async () => {
    const data = { source: 'generator', name: 'random-labels', n: 20, d: 2, seed: 3 } as const;
    let previous = Number.POSITIVE_INFINITY;
    for (const draws of [2, 4, 8, 16, 64, 512]) {
      const { objective } = await solve({ data }, { patterns: { method: 'sampled', draws } });
      expect(objective).toBeLessThanOrEqual(previous + 1e-6);
      previous = objective;
    }
  });

  it('a larger radius never makes it better', async () => {
    const data = { source: 'generator', name: 'box-separable', n: 12, radius: 0.1, bias: true } as const;
    let previous = 0;
    for (const radius of [0, 0.02, 0.05, 0.1]) {
      const { objective } = await solve(
        { data, threat: { radius } },
        { patterns: { method: 'sampled', draws: 300 }, robust: 'stable' },
      );
      expect(objective).toBeGreaterThanOrEqual(previous - 1e-6);
      previous = objective;
    }
  });

  it('beta = 1e-9, where a solver alone is far off, to a relative gap of 1e-5', async () => {
    const { objective, outcome } = await solve({
      data: { source: 'generator', name: 'random-labels', n: 34, d: 2, bias: true },
      regularizer: { weight: 1e-9 },
    }, { patterns: { method: 'sampled', draws: 360 } }); // biome-ignore format: options last
    expect(objective - outcome.lower!.value).toBeLessThan(1e-5 * objective);
  });

  it('pixel-scale columns (0..255)', async () => {
    await solve({
      data: { source: 'generator', name: 'blobs', n: 40, d: 6, centers: 4, scale: [0, 255] },
    }, { patterns: { method: 'sampled', draws: 20 } }); // biome-ignore format: options last
  });
});

describe('a second solver', () => {
  const data = { source: 'generator', name: 'random-labels', n: 40, d: 2, seed: 5 } as const;
  const patterns = { method: 'sampled', distinct: 32 };

  it('closes the gap that the first leaves open at beta = 1e-9 on labels that cannot be fitted', async () => {
    const problem = await problemOf({ data, regularizer: { weight: 1e-9 } });
    const first = await trainConvex(problem, { patterns, backend: 'clarabel' });
    expect(first).toMatchObject({ status: 'inaccurate', backend: 'clarabel' });
    const both = await trainConvex(problem, { patterns });
    expect(both).toMatchObject({ status: 'solved', backend: 'highs' });
    const { objective } = await evaluated(both.network!, problem);
    expect(objective).toBeGreaterThanOrEqual(both.lower!.value);
    expect(objective - both.lower!.value).toBeLessThan(1e-7);
    expect(first.lower!.value).toBeLessThan(both.lower!.value);
  });
});

describe('a convex run', () => {
  it('repeats itself by seed', async () => {
    const problem = await problemOf({ data: { source: 'generator', name: 'two-moons', n: 20, bias: true } });
    const first = await trainConvex(problem, { patterns: { method: 'sampled', draws: 10 } });
    const second = await trainConvex(problem, { patterns: { method: 'sampled', draws: 10 } });
    expect(second.network).toEqual(first.network);
  });

  it('ends within a second of being cancelled, in the middle of a solve', async () => {
    const problem = await problemOf({ data: { source: 'generator', name: 'planted', n: 300, d: 30 } });
    const controller = new AbortController();
    const running = trainConvex(
      problem,
      { patterns: { method: 'sampled', distinct: 30 }, backend: 'clarabel' },
      controller.signal,
    );
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const cancelled = performance.now();
    controller.abort({ status: 'cancelled', message: 'enough' });
    const outcome = await running;
    expect(performance.now() - cancelled).toBeLessThan(1000);
    expect(outcome).toMatchObject({ status: 'cancelled', reason: 'enough' });
  });

  it('refuses an unknown backend with the known ones', async () => {
    const problem = await problemOf({ data: { source: 'inline', x: [[1]], y: [1] } });
    await expect(trainConvex(problem, { backend: 'clarabell' })).rejects.toThrow(/did you mean "clarabel"/);
  });
});

describe('finding patterns', () => {
  it('in a thread gives the same as here and now, and can be cut short', async () => {
    const problem = await problemOf({ data: { source: 'generator', name: 'planted', n: 60, d: 3, seed: 1 } });
    const options = validate<ConvexOptions>('solvers/convex.json', {
      patterns: { method: 'sampled', draws: 60_000 },
    });
    const aside = await findPatterns(problem, options, 7, new AbortController().signal);
    const here = choosePatterns(problem, options, 7, '');
    expect(aside.patterns.map((pattern) => Array.from(pattern.active))).toEqual(
      here.patterns.map((pattern) => Array.from(pattern.active)),
    );

    const started = performance.now();
    const endless = { patterns: { method: 'sampled', distinct: 100_000 } };
    const outcome = await trainConvex(problem, endless, AbortSignal.timeout(300));
    expect(outcome).toMatchObject({ status: 'cancelled', history: [] });
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
