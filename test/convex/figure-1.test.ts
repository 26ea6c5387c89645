import { describe, expect, it } from 'vitest';
import { trainConvex } from '../support/convex.js';
import { evaluated } from '../support/evaluated.js';
import { problemOf } from '../support/problems.js';

/**
 * Fig. 1 of Bai et al., small: n = 40, d = 2, random labels, hinge, beta = 1e-4; objective against the number of
 * Gaussian draws. `bench/convex-figure-1.mjs` runs it in full.
 */
describe('objective against the number of sampled patterns', () => {
  it('falls to a plateau at 128 draws and never below the optimum over all 80 patterns', {
    timeout: 120_000,
  }, async () => {
    const problem = await problemOf({
      data: { source: 'generator', name: 'random-labels', n: 40, d: 2, seed: 100 },
    });
    const objectiveOf = async (draws: number, seed: number) => {
      const outcome = await trainConvex({ ...problem, seed }, { patterns: { method: 'sampled', draws } });
      expect(outcome.status, outcome.reason).toBe('solved');
      const { objective } = await evaluated(outcome.network!, problem);
      return {
        objective,
        patterns: outcome.details!['distinctPatterns'] as number,
        lower: outcome.lower!.value,
      };
    };

    const full = await objectiveOf(20_000, 0);
    expect(full.patterns).toBe(80);
    const gaps: number[] = [];
    for (const draws of [4, 16, 128, 512]) {
      const runs = [];
      for (let seed = 0; seed < 5; seed++) runs.push(await objectiveOf(draws, seed));
      for (const { objective } of runs) expect(objective).toBeGreaterThanOrEqual(full.lower - 1e-7);
      gaps.push(runs.reduce((sum, { objective }) => sum + objective / 5, 0) / full.objective - 1);
    }
    const [at4, at16, at128, at512] = gaps as [number, number, number, number];
    expect(at4).toBeGreaterThan(1);
    expect(at16).toBeLessThan(at4);
    expect(at128).toBeLessThan(Math.min(at16, 0.02));
    expect(at512).toBeLessThan(0.001);
  });
});
