import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkStableCertificate } from '#relucent/certify/check/stable-certificate.js';
import { stableBound } from '#relucent/certify/check/stable-formula.js';
import { activityGroups } from '#relucent/convex/activity-groups.js';
import { certificateDocument } from '#relucent/convex/certificate.js';
import { dualBound } from '#relucent/convex/formulations/stable-bound.js';
import { lossBlocks } from '#relucent/convex/losses/index.js';
import { samplePatterns } from '#relucent/convex/patterns/sampled.js';
import { createRandom } from '#relucent/core/random.js';
import { problemOf } from '../support/problems.js';

const cases = fc.record({
  seed: fc.nat(1e6),
  n: fc.integer({ min: 1, max: 12 }),
  d: fc.integer({ min: 1, max: 4 }),
  loss: fc.constantFrom('hinge' as const, 'squared' as const),
  radius: fc.constantFrom(0, 0.05, 0.5),
  size: fc.constantFrom(1e-3, 1e-1, 1, 10),
});

describe('the checker against the bound of the trainer', () => {
  it('both compute the same bound from any multipliers, by different code', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, n, d, loss, radius, size }) => {
        const random = createRandom(seed, 'case');
        const numbers = (length: number) => Float64Array.from({ length }, () => size * random.normal());
        const problem = await problemOf({
          data: {
            source: 'inline',
            x: Array.from({ length: n }, () => Array.from({ length: d }, () => random.normal())),
            y: Array.from({ length: n }, () => random.sign()),
          },
          loss: { type: loss, scale: 0.5 },
          regularizer: { weight: 0.01 + random.uniform() },
          threat: { radius },
        });
        const { patterns } = samplePatterns(
          problem.train.x,
          { method: 'sampled', draws: 6 },
          createRandom(seed),
        );
        const groups = activityGroups(patterns, n);
        const count = groups.representative.length;
        const bound = dualBound(problem, patterns, groups, lossBlocks[loss]!, {
          loss: { nu: numbers(n), alpha: numbers(n) },
          cone: { rows: 2 * patterns.length, cols: n, data: numbers(2 * patterns.length * n) },
          shift: { rows: count, cols: d, data: numbers(count * d) },
        });
        const certificate = certificateDocument(problem, patterns, groups, bound);
        const own = stableBound(certificate, problem);
        expect(own.violation).toBeCloseTo(bound.violation, 9);
        expect(Math.abs(own.lower - bound.value)).toBeLessThanOrEqual(1e-10 * (1 + Math.abs(bound.value)));
        const { claims, proven } = checkStableCertificate(certificate, problem, undefined);
        expect(claims.filter((claim) => claim.verdict !== 'pass')).toEqual([]);
        expect(proven).toHaveLength(1);
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});
