import { describe, expect, it } from 'vitest';
import { explicitPatterns } from '#relucent/convex/patterns/explicit.js';
import { coneMargin, patternText } from '#relucent/convex/patterns/pattern.js';
import { samplePatterns } from '#relucent/convex/patterns/sampled.js';
import { zeros } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { gaussian } from '../support/gaussian.js';

/** 2 sum_{j < r} C(n - 1, j): patterns of n points in general position in rank r. */
function patternCount(n: number, r: number): number {
  let sum = 0;
  let binomial = 1;
  for (let j = 0; j < r; j++) {
    sum += binomial;
    binomial = (binomial * (n - 1 - j)) / (j + 1);
  }
  return 2 * sum;
}

describe('sampled patterns', () => {
  it.each([
    [8, 2, 16],
    [8, 3, 58],
    [9, 3, 74],
    [40, 2, 80],
  ])('n = %i, d = %i: finds all %i patterns and stops at the cap', (n, d, expected) => {
    expect(patternCount(n, d)).toBe(expected);
    const set = samplePatterns(gaussian(n, d, 8), { method: 'sampled', distinct: 2000 }, createRandom(1));
    expect(set.patterns).toHaveLength(expected);
    expect(set.note).toMatch(new RegExp(`found ${expected} of the 2000`));
    expect(set.draws).toBeLessThanOrEqual(50 * 2000);
  });

  it('counts draws, drops duplicates, and keeps a direction strictly inside each cell', () => {
    const x = gaussian(40, 2, 5);
    const set = samplePatterns(x, { method: 'sampled', draws: 128 }, createRandom(2));
    expect(set.draws).toBe(128);
    const texts = set.patterns.map((pattern) => patternText(pattern.active));
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.length).toBeLessThan(80);
    for (const pattern of set.patterns) {
      expect(coneMargin(x, new Float64Array(2), pattern, pattern.direction!)).toBeGreaterThan(0);
    }
  });

  it('extends a shorter sample: the first draws of a seed are the same', () => {
    const x = gaussian(20, 3, 1);
    const few = samplePatterns(x, { method: 'sampled', draws: 10 }, createRandom(2)).patterns;
    const more = samplePatterns(x, { method: 'sampled', draws: 50 }, createRandom(2)).patterns;
    expect(more.slice(0, few.length).map((p) => patternText(p.active))).toEqual(
      few.map((p) => patternText(p.active)),
    );
  });

  it('counts ties as active', () => {
    const x = zeros(2, 2);
    const [pattern] = samplePatterns(x, { method: 'sampled', draws: 1 }, createRandom(0)).patterns;
    expect(patternText(pattern!.active)).toBe('11');
  });
});

describe('explicit patterns', () => {
  it('drops duplicates and refuses wrong lengths with their place', () => {
    expect(explicitPatterns(['01', '10', '01'], 2, '').patterns).toHaveLength(2);
    expect(() => explicitPatterns(['01', '101'], 2, '/p')).toThrow(
      '/p/1: has 3 characters; the training part has 2 rows',
    );
  });
});
