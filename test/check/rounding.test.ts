import { expect, it } from 'vitest';
import { boundsClaims } from '#relucent/certify/check/bounds-claims.js';
import { roundedSum } from '#relucent/certify/check/rounded-sum.js';
import type { Result } from '#relucent/core/generated/documents.js';
import { problemOf } from '../support/problems.js';

it('a sum that cancels to rounding error says how little is left', () => {
  const h = roundedSum(2);
  h.add(0.1, [0.1, 5]);
  h.add(0.1, [0.2, -5]);
  h.add(-0.1, [0.3, 0]);
  const { value, rounding } = h.normLess(0, [1, 1]);
  expect(value).toBeGreaterThan(0);
  expect(rounding).toBeGreaterThan(value);
  expect(rounding).toBeLessThan(1e-14);
  expect(roundedSum(2).normLess(3, [1, 1])).toMatchObject({ value: 0 });
});

it('cancellation in C is no room for a higher bound', async () => {
  const problem = await problemOf({
    data: { source: 'inline', x: [[0.1], [0.2], [0.3]], y: [1, 1, -1] },
    loss: { type: 'hinge', scale: 'sum' },
    regularizer: { weight: 0.1 },
  });
  const theta = 0.1;
  const certificate: NonNullable<Result['certificate']> = {
    kind: 'standard-hinge',
    scale: 1,
    weight: 0.1,
    radii: [0],
    patterns: ['111'],
    nu: [-theta, -theta, theta],
    alpha: [theta, theta, theta],
    mu: [
      { rows: [], values: [] },
      { rows: [], values: [] },
    ],
    lower: 3 * theta,
    violation: 0,
  };
  const verdicts = (lower: number) => {
    const bounds = { lower, scope: 'sampled-patterns', how: '' };
    const result = { bounds, certificate: { ...certificate, lower } } as unknown as Result;
    const failed = boundsClaims(result, undefined, problem).filter(({ verdict }) => verdict !== 'pass');
    return failed.map(({ pointer }) => pointer);
  };
  expect(verdicts(3 * theta)).toEqual([]);
  expect(verdicts(3 * theta * 1.01)).toEqual(['/certificate/lower', '/bounds/lower']);
});
