import { expect, it } from 'vitest';
import { boundsClaims } from '#relucent/certify/check/bounds-claims.js';
import { roundedSum } from '#relucent/certify/check/rounded-sum.js';
import type { Result, SparseRow } from '#relucent/core/generated/documents.js';
import { norm2 } from '#relucent/core/matrix.js';
import { problemOf } from '../support/problems.js';

it('a sum that cancels to rounding error says how little is left', () => {
  const h = roundedSum(2);
  h.add(0.1, [0.1, 5]);
  h.add(0.1, [0.2, -5]);
  h.add(-0.1, [0.3, 0]);
  const { value, rounding } = h.normLess(0, [1, 1], norm2);
  expect(value).toBeGreaterThan(0);
  expect(rounding).toBeGreaterThan(value);
  expect(rounding).toBeLessThan(1e-14);
  const { value: none, rounding: unsure } = h.normLess(1e9, [1, 1], norm2);
  expect(none).toBe(0);
  expect(unsure).toBeGreaterThan(1e-7);
});

const theta = 0.1;

/** Claims that do not pass where multipliers theta are said to prove `lower` for one pattern. */
async function open(x: number[][], pattern: string, mu: SparseRow, lower: number, violation: number) {
  const problem = await problemOf({
    data: { source: 'inline', x, y: [1, 1, -1] },
    loss: { type: 'hinge', scale: 'sum' },
    regularizer: { weight: 0.1 },
  });
  const certificate = {
    kind: 'standard-hinge',
    scale: 1,
    weight: 0.1,
    radii: [0],
    patterns: [pattern],
    nu: [-theta, -theta, theta],
    alpha: [theta, theta, theta],
    mu: [mu, mu],
    lower,
    violation,
  };
  const result = { bounds: { lower, scope: 'sampled-patterns', how: '' }, certificate } as unknown as Result;
  const claims = boundsClaims(result, undefined, problem).filter(({ verdict }) => verdict !== 'pass');
  return claims.map(({ pointer }) => pointer);
}

it('a C that cancels to rounding error is no room for a higher bound', async () => {
  const x = [[0.1], [0.2], [0.3]];
  const none = { rows: [], values: [] };
  expect(await open(x, '111', none, 3 * theta, 0)).toEqual([]);
  expect(await open(x, '111', none, 3.03 * theta, 0)).toEqual(['/certificate/lower', '/bounds/lower']);
});

it('large multipliers that swallow the rest of a sum prove nothing', async () => {
  const x = [[20], [20], [0.3]];
  const huge = { rows: [0, 1], values: [1e20, 1e20] };
  const fitting = { rows: [0, 1], values: [0.5, 0.5] };
  const proven = (3 * theta * 0.1) / (20 * theta);
  expect(await open(x, '100', fitting, proven, 20)).toEqual([]);
  expect(await open(x, '100', huge, 3 * theta, 0)).toEqual(['/bounds/lower']);
});
