import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf as boundsWithin } from '#relucent/pipeline/bounds.js';

const global = (value: number) => ({ value, scope: 'global', how: 'proof' }) as const;
const sampled = (value: number) => ({ value, scope: 'sampled-patterns', how: 'multipliers' }) as const;

const rounding = 1e-9;
const boundsOf = (lower: Parameters<typeof boundsWithin>[0], upper: number | undefined) =>
  boundsWithin(lower, upper, rounding);

describe('the bounds of a result', () => {
  it('without a bound: only the objective, and neither where there is no network', () => {
    expect(boundsOf(undefined, 2)).toMatchObject({ upper: 2, scope: 'none' });
    expect(boundsOf(undefined, undefined)).toEqual({ scope: 'none', how: expect.stringMatching(/no lower/) });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%d is no bound', (value) => {
    expect(boundsOf(global(value), 2)).toEqual({ upper: 2, scope: 'none', how: expect.any(String) });
    expect(boundsOf(sampled(value), undefined)).toEqual({ scope: 'none', how: expect.any(String) });
  });

  it('without a network: the bound as it was proven', () => {
    expect(boundsOf(sampled(1), undefined)).toEqual({
      lower: 1,
      scope: 'sampled-patterns',
      how: 'multipliers',
    });
  });

  it('both: in order, with the gap between them and where each comes from', () => {
    expect(boundsOf(global(1), 1.5)).toEqual({
      lower: 1,
      upper: 1.5,
      gap: 0.5,
      scope: 'global',
      how: 'lower: proof; upper: objective re-evaluated on the returned network',
    });
  });

  it('a global bound above a network is a contradiction: it is left out, and both numbers are named', () => {
    const bounds = boundsOf(global(1.25), 1);
    expect(bounds).toEqual({ upper: 1, scope: 'none', how: expect.stringContaining('1.25') });
    expect(bounds.how).toMatch(/one of the two is wrong/);
  });

  it('a global bound above a network by rounding is brought down to it', () => {
    const bounds = boundsOf(global(1 + rounding / 2), 1);
    expect(bounds).toMatchObject({ lower: 1, upper: 1, gap: 0, scope: 'global' });
    expect(boundsOf(global(1 + 2 * rounding), 1).scope).toBe('none');
  });

  it('a bound on a program may lie above its network: the objective bounds that program as well', () => {
    expect(boundsOf(sampled(1.25), 1)).toMatchObject({
      lower: 1,
      upper: 1,
      gap: 0,
      scope: 'sampled-patterns',
    });
  });

  it('are always in order, never widen what was proven and never raise a scope', () => {
    const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.boolean(), (value, upper, everywhere) => {
        const proven = everywhere ? global(value) : sampled(value);
        const bounds = boundsOf(proven, upper);
        expect(bounds.upper).toBe(upper);
        if (bounds.lower === undefined) {
          expect(everywhere && value > upper).toBe(true);
          expect(bounds.scope).toBe('none');
          return;
        }
        expect(bounds.lower).toBeLessThanOrEqual(Math.min(value, upper));
        expect(bounds.gap).toBe(upper - bounds.lower);
        expect(bounds.scope).toBe(proven.scope);
      }),
    );
  });
});
