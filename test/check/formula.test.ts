import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Findings } from '#relucent/certify/check/certificate-kind.js';
import { checkSoftCertificate } from '#relucent/certify/check/soft-certificate.js';
import { checkStableCertificate } from '#relucent/certify/check/stable-certificate.js';
import { activityGroups } from '#relucent/convex/activity-groups.js';
import { certificateDocument } from '#relucent/convex/certificate.js';
import { dualBound } from '#relucent/convex/formulations/stable-bound.js';
import { lossBlocks } from '#relucent/convex/losses/index.js';
import { samplePatterns } from '#relucent/convex/patterns/sampled.js';
import type { Slopes } from '#relucent/convex/soft/slopes.js';
import { softFormulation } from '#relucent/convex/soft/soft.js';
import type { Certificate } from '#relucent/core/generated/documents.js';
import { type Matrix, zeros } from '#relucent/core/matrix.js';
import { createRandom } from '#relucent/core/random.js';
import { problemOf } from '../support/problems.js';

const cases = fc.record({
  seed: fc.nat(1e6),
  n: fc.integer({ min: 1, max: 12 }),
  d: fc.integer({ min: 1, max: 4 }),
  loss: fc.constantFrom('hinge' as const, 'squared' as const, 'logistic' as const),
  radius: fc.constantFrom(0, 0.05, 0.5),
  size: fc.constantFrom(1e-3, 1e-1, 1, 10),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

async function instance({ seed, n, d, loss, radius, size }: Case) {
  const random = createRandom(seed, 'case');
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
  const numbers = (rows: number, cols: number): Matrix => {
    const matrix = zeros(rows, cols);
    return { ...matrix, data: matrix.data.map(() => size * random.normal()) };
  };
  return { problem, random, numbers, block: lossBlocks[loss]! };
}

function expectAgreement({ claims, proven }: Findings, { lower, violation }: Certificate): void {
  expect(claims.filter((claim) => claim.verdict !== 'pass')).toEqual([]);
  const own = (pointer: string) =>
    claims.findLast((claim) => claim.pointer === pointer)!.recomputed as number;
  expect(own('/violation')).toBeCloseTo(violation, 9);
  expect(Math.abs(own('/lower') - lower)).toBeLessThanOrEqual(1e-10 * (1 + Math.abs(lower)));
  expect(proven).toHaveLength(1);
  expect(Math.abs(proven[0]!.value - lower)).toBeLessThanOrEqual(1e-10 * (1 + Math.abs(lower)));
}

describe('the checker against the bound of the trainer', () => {
  it('both compute the same bound of the stable program from any multipliers, by different code', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (options) => {
        const { problem, numbers, block } = await instance(options);
        const { n, d, seed } = options;
        const method = { method: 'sampled', draws: 6 } as const;
        const { patterns } = samplePatterns(problem.train.x, method, createRandom(seed));
        const groups = activityGroups(patterns, n);
        const bound = dualBound(problem, patterns, groups, block, {
          loss: { nu: numbers(1, n).data, alpha: numbers(1, n).data },
          cone: numbers(2 * patterns.length, n),
          shift: numbers(groups.representative.length, d),
        });
        const certificate = certificateDocument(problem, patterns, groups, bound);
        expectAgreement(checkStableCertificate(certificate, problem, undefined), certificate);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('and of the soft program for any slopes, at most its objective at any neurons', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (options) => {
        const { problem, random, numbers, block } = await instance(options);
        const { n } = options;
        const neurons = 2 * (1 + random.integer(3));
        const slopes: Slopes = zeros(neurons, n);
        slopes.data.forEach((_, at) => {
          slopes.data[at] = Math.min(1, Math.max(0, 1.5 * random.uniform() - 0.25));
        });
        // Some rows in one group.
        if (n > 1) for (let i = 0; i < neurons; i++) slopes.data[i * n + 1] = slopes.data[i * n]!;
        const { program, certify } = softFormulation(problem, slopes, block)({ neurons: 1, objective: 1 });
        const { bound, upper } = certify({
          status: 'inaccurate',
          native: 'random',
          iterations: 0,
          x: numbers(1, program.q.length).data,
          z: numbers(1, program.b.length).data,
        })!;
        const certificate = bound.certificate();
        const findings = checkSoftCertificate(certificate, problem, undefined);
        expectAgreement(findings, certificate);
        expect(findings.proven[0]!.value).toBeLessThanOrEqual(upper * (1 + 1e-12));
      }),
      { numRuns: 150, seed: 2 },
    );
  });
});
