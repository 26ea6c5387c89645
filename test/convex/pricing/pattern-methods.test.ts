import { describe, expect, it } from 'vitest';
import { coneMargin, patternOf, patternText } from '#relucent/convex/patterns/pattern.js';
import { perturbedPatterns } from '#relucent/convex/patterns/perturbed.js';
import { confidenceLevel, requiredDraws } from '#relucent/convex/patterns/sample-bound.js';
import { samplePatterns } from '#relucent/convex/patterns/sampled.js';
import { createRandom } from '#relucent/core/random.js';
import { validate } from '#relucent/core/validation.js';
import { trainConvex } from '../../support/convex.js';
import { gaussian } from '../../support/gaussian.js';
import { problemOf } from '../../support/problems.js';

describe('perturbed patterns', () => {
  const options = { method: 'perturbed', distinct: 40, perturbations: 8 } as const;

  it('without a radius are patterns of the data, as sampled ones are', () => {
    const x = gaussian(30, 3, 1);
    const { patterns } = perturbedPatterns(x, new Float64Array(3), options, createRandom(2));
    expect(patterns).toHaveLength(40);
    for (const { active, direction } of patterns) {
      expect(patternText(patternOf(x, direction!).active)).toBe(patternText(active));
    }
  });

  it('with a radius come from the clean rows or from corners of the boxes, and stop at the number wanted', () => {
    const x = gaussian(30, 3, 1);
    const radii = Float64Array.of(0.2, 0.1, 0);
    const { patterns, draws } = perturbedPatterns(x, radii, options, createRandom(2));
    expect(patterns).toHaveLength(40);
    expect(draws).toBeLessThan(40);
    expect(new Set(patterns.map(({ active }) => patternText(active))).size).toBe(40);
    // Only the clean pattern of a direction is known to hold it.
    const clean = patterns.filter(({ direction }) => direction);
    expect(clean.length).toBeLessThanOrEqual(draws!);
    expect(clean.length).toBeLessThan(40);
    for (const pattern of clean) {
      expect(coneMargin(x, new Float64Array(3), pattern, pattern.direction!)).toBeGreaterThan(0);
    }
  });

  it('one per direction are the sampled ones', () => {
    const x = gaussian(20, 3, 1);
    const texts = (set: ReturnType<typeof perturbedPatterns>) =>
      set.patterns.map((p) => patternText(p.active));
    const one = perturbedPatterns(
      x,
      Float64Array.of(1, 1, 1),
      { ...options, perturbations: 1 },
      createRandom(3),
    );
    const sampled = samplePatterns(x, { method: 'sampled', distinct: 40 }, createRandom(3));
    expect(texts(one)).toEqual(texts(sampled));
  });

  it('give up after ceil(50 distinct / perturbations) directions and say so', () => {
    const x = gaussian(4, 2, 1);
    const set = perturbedPatterns(x, new Float64Array(2), { ...options, distinct: 20 }, createRandom(2));
    expect(set.draws).toBe(125);
    expect(set.note).toMatch(/found 8 of the 20 distinct patterns wanted in 125 directions/);
  });

  it('train: patterns of moved rows change nothing, because no stable neuron has them', async () => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'two-moons', n: 20, bias: true },
      threat: { radius: 0.1 },
    });
    const options = { patterns: { method: 'perturbed', distinct: 30 }, robust: 'stable' };
    const outcome = await trainConvex(problem, options);
    expect(outcome.status, outcome.reason).toBe('solved');
    expect(outcome.lower!.scope).toBe('sampled-patterns');
    expect(outcome.details!['patternsPruned']).toBeGreaterThan(0);
  });

  it('take 8 per direction unless told otherwise', () => {
    const options = validate('solvers/convex.json', { patterns: { method: 'perturbed', distinct: 3 } });
    expect(options).toMatchObject({ patterns: { distinct: 3, perturbations: 8 } });
  });
});

describe('the sample bound of Theorem 2', () => {
  it('gives the published figure, and inverts', () => {
    expect(confidenceLevel(40, 128)).toBeCloseTo(0.318, 3);
    for (const [n, psi, xi] of [
      [40, 0.1, 0.05],
      [7, 0.5, 0.5],
      [1000, 0.01, 0.9],
    ] as const) {
      const draws = requiredDraws(n, psi, xi);
      expect(confidenceLevel(n, draws)).toBeLessThanOrEqual(psi * xi * (1 + 1e-12));
      expect(confidenceLevel(n, draws - 1)).toBeGreaterThan(psi * xi);
    }
  });
});
