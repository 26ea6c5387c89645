import { beforeAll, describe, expect, it } from 'vitest';
import { checkGlobalCertificate } from '#relucent/certify/check/global-certificate.js';
import type { Result } from '#relucent/core/generated/documents.js';
import { createRandom } from '#relucent/core/random.js';
import { problemOf } from '../support/problems.js';
import { check, failures, runToJson } from './runs.js';

const data = { source: 'generator', name: 'random-labels', n: 14, d: 2, bias: true, seed: 2 };
const enumerate = { patterns: { method: 'enumerate' } };
const priced = { patterns: { method: 'priced', start: 4, gap: 1e-4 } };
const regularizer = { weight: 1e-2 };

/** One small result for every way to a global bound. */
const specs = {
  'hinge, enumerated': { data, regularizer, solver: { name: 'convex', options: enumerate } },
  'hinge, priced': { data, regularizer, solver: { name: 'convex', options: priced } },
  'squared, priced': { data, regularizer, loss: { type: 'squared' }, solver: { name: 'convex', options: priced } },
  'logistic, enumerated': { data, regularizer, loss: { type: 'logistic' }, solver: { name: 'convex', options: enumerate } },
  'hinge, stable under a threat': { data, regularizer, threat: { radius: 0.1 }, solver: { name: 'convex', options: { ...enumerate, robust: 'stable' } } },
  'hinge, by branch and bound': { data: { ...data, n: 17, d: 6, bias: false }, regularizer: { weight: 0.1 }, solver: { name: 'convex', options: priced } },
  'squared, soft under a threat': { data, regularizer, loss: { type: 'squared' }, threat: { radius: 0.1 }, solver: { name: 'convex', options: { ...enumerate, robust: 'soft' } } },
} as const; // biome-ignore format: a table
const names = Object.keys(specs) as (keyof typeof specs)[];

const results = new Map<string, Result>();
beforeAll(async () => {
  for (const name of names) results.set(name, await runToJson(specs[name]));
});
const resultOf = (name: keyof typeof specs) => structuredClone(results.get(name)!);

describe('a global bound', () => {
  it.each(names)('%s: passes as it was written', async (name) => {
    const result = resultOf(name);
    expect(result.bounds.scope).toBe('global');
    const report = await check(result);
    expect(failures(report)).toEqual([]);
    expect(report.verdict).toBe('pass');
    const lower = report.claims.filter(({ pointer }) => pointer === '/bounds/lower').at(-1)!;
    expect(lower.note).toMatch(/^proven for every network/);
  });

  it.each(names)('%s: fails when tampered with, by name', async (name) => {
    const tampered: [string, (result: Result) => void][] = [
      ['/certificate/global/cStar', (r) => { r.certificate!.global!.cStar *= 0.9; }],
      [name.endsWith('bound') ? '/certificate/global/lower' : '/certificate/global/cStar', (r) => { r.certificate!.global!.cStar *= 1.1; }],
      ...(name.endsWith('bound')
        ? []
        : ([['/certificate/global/examined', (r) => { r.certificate!.global!.examined -= 2; }]] as [string, (result: Result) => void][])),
      ['/certificate/global/lower', (r) => { r.certificate!.global!.lower *= 1.01; }],
      ['/certificate/global/nu', (r) => { r.certificate!.global!.nu.pop(); }],
      [name.startsWith('squared') ? '/certificate/global/lower' : '/certificate/global/nu', (r) => {
        const { nu } = r.certificate!.global!;
        const largest = nu.reduce((best, v, k) => (Math.abs(v) > Math.abs(nu[best]!) ? k : best), 0);
        nu[largest]! *= -1;
      }],
      ['/bounds/lower', (r) => { r.bounds.lower = (r.bounds.lower! + r.bounds.upper!) / 2 + 1e-6; }],
      ...(name.endsWith('threat')
        ? ([
            ['/certificate/global/delta', (r) => { r.certificate!.global!.delta![0]![0] = 0.2; }],
            ['/certificate/global/delta', (r) => { delete r.certificate!.global!.delta; }],
          ] as [string, (result: Result) => void][])
        : []),
    ]; // biome-ignore format: a table
    for (const [pointer, change] of tampered) {
      const result = resultOf(name);
      change(result);
      expect(failures(await check(result)), pointer).toContain(pointer);
    }
  });

  it('of other data fails', async () => {
    const other = { ...specs['hinge, enumerated'], data: { ...data, seed: 3 } };
    const failed = failures(await check(resultOf('hinge, enumerated'), other));
    expect(failed.filter((pointer) => pointer.startsWith('/certificate/global/'))).not.toEqual([]);
  });

  it('on rows of lower rank than they have columns is checked as it was proven', async () => {
    const x = Array.from({ length: 40 }, (_, k) => {
      const [a, b] = [Math.sin(k + 1), Math.cos(2.7 * k)];
      return [a, b, a + b, a - b, 1];
    });
    const y = x.map((_, k) => (k % 3 === 0 ? 1 : -1));
    const spec = {
      data: { source: 'inline', x, y },
      regularizer,
      solver: { name: 'convex', options: enumerate },
    };
    const report = await check(await runToJson(spec));
    expect(report.verdict).toBe('pass');
    expect(report.claims.find(({ pointer }) => pointer === '/certificate/global/cStar')!.verdict).toBe(
      'pass',
    );
  });

  it('of multipliers that leave their range fails at nu, as there is no other field that gives them', async () => {
    const result = resultOf('hinge, priced');
    result.certificate!.global!.nu = result.certificate!.global!.nu.map((v) => 100 * v);
    const failed = failures(await check(result)).filter((pointer) => pointer.startsWith('/certificate/'));
    expect(failed).toEqual(['/certificate/global/nu']);
  });

  it('was found by branch and bound, and does not depend on how', async () => {
    expect(resultOf('hinge, by branch and bound').certificate!.global!.method).toBe('branch-and-bound');
    const result = resultOf('hinge, priced');
    expect(result.certificate!.global!.method).toBe('cells');
    result.certificate!.global!.method = 'branch-and-bound';
    expect((await check(result)).verdict).toBe('pass');
  });

  it('by a tree that does not end within its budget is not checked, which is no pass', async () => {
    const random = createRandom(1);
    const x = Array.from({ length: 2000 }, () => Array.from({ length: 6 }, () => random.normal()));
    const y = x.map(() => random.sign());
    const spec = { data: { source: 'inline', x, y }, regularizer: { weight: 1e-4 } } as const;
    const nu = y.map((label) => -label / y.length);
    const global = { lower: 0.1, nu, cStar: 10, method: 'branch-and-bound', examined: 100 } as const;
    const certificate = { scale: 1 / y.length, global } as unknown as NonNullable<Result['certificate']>;
    const { claims, proven, unread } = checkGlobalCertificate(certificate, await problemOf(spec));
    expect(claims.filter(({ verdict }) => verdict !== 'pass')).toEqual([
      expect.objectContaining({
        pointer: '/global/cStar',
        verdict: 'not checked',
        note: expect.stringMatching(/did not come to an end/),
      }),
    ]);
    expect({ proven, unread }).toEqual({ proven: [], unread: ['global'] });
  });

  it('without data is not checked', async () => {
    const { spec: _, ...result } = resultOf('hinge, priced');
    const { claims } = await check(result);
    expect(claims.find(({ pointer }) => pointer === '/certificate/global/lower')!.verdict).toBe(
      'not checked',
    );
  });
});
