import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logisticDual } from '#relucent/certify/check/losses/logistic.js';
import { logisticBlock } from '#relucent/convex/losses/logistic.js';
import type { Problem } from '#relucent/core/problem.js';

const scaled = (lossScale: number) => ({ lossScale }) as Problem;
const dualValue = (alpha: number[], scale: number, longest: number) =>
  logisticDual.value({ nu: alpha.map((theta) => -theta), alpha }, scaled(scale), longest);
const entropy = (p: number) => (p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p));

describe('the dual value of the logistic loss', () => {
  it('equal multipliers: t theta = c/2 is best, c n log 2, and c n H(t theta / c) where t may not get there', () => {
    expect(dualValue([0.2, 0.2, 0.2], 0.5, 10)).toBeCloseTo(1.5 * Math.LN2, 14);
    expect(dualValue([0.2, 0.2, 0.2], 0.5, 1)).toBeCloseTo(1.5 * entropy(0.4), 14);
    expect(dualValue([0.5], 0.5, Number.POSITIVE_INFINITY)).toBeCloseTo(0.5 * Math.LN2, 14);
    expect(dualValue([0, 0], 0.5, 3)).toBe(0);
    expect(dualValue([0.3], 0.5, 0)).toBe(0);
  });

  it('is the best of a grid of t, and what the trainer finds by another search', () => {
    const theta = fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 1e-9, max: 1, noNaN: true }));
    const alphas = fc.array(theta, { minLength: 1, maxLength: 6 });
    const longest = fc.double({ min: 1e-3, max: 50, noNaN: true });
    fc.assert(
      fc.property(alphas, longest, fc.constantFrom(0.1, 1, 7), (shares, end, scale) => {
        const alpha = shares.map((share) => share * scale);
        const value = dualValue(alpha, scale, end);
        const last = Math.min(end, 1 / Math.max(...shares, 1e-9));
        const grid = Array.from({ length: 101 }, (_, i) =>
          shares.reduce((sum, share) => sum + entropy(((i * last) / 100) * share), 0),
        );
        expect(value).toBeGreaterThanOrEqual(scale * (Math.max(...grid) - 1e-13));
        const own = logisticBlock.dualValue(
          { alpha: Float64Array.from(alpha), nu: new Float64Array(alpha.length) },
          new Float64Array(alpha.length),
          scale,
          end,
        );
        expect(Math.abs(own.value - value)).toBeLessThanOrEqual(1e-12 * (1 + value));
      }),
      { numRuns: 150, seed: 4 },
    );
  });
});
