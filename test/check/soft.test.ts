import { beforeAll, describe, expect, it } from 'vitest';
import type { Certificate, Result } from '#relucent/core/generated/documents.js';
import { check, failures, runToJson, specs } from './runs.js';

const results = new Map<string, Result>();
beforeAll(async () => {
  for (const kind of ['soft-hinge', 'soft-squared'] as const) results.set(kind, await runToJson(specs[kind]));
});

async function failuresAfter(kind: string, change: (certificate: Certificate, result: Result) => void) {
  const result = structuredClone(results.get(kind)!);
  change(result.certificate!, result);
  return failures(await check(result));
}

describe('certificates of the soft program', () => {
  it('with slopes between 0 and 1 as with those of patterns', () => {
    const between = (kind: string) =>
      results
        .get(kind)!
        .certificate!.slopes!.flat()
        .filter((slope) => slope > 0 && slope < 1).length;
    expect(between('soft-hinge')).toBeGreaterThan(0);
    expect(between('soft-squared')).toBe(0);
  });

  it('a network may beat the program: the claimed bound is lower than what is proven', async () => {
    const result = results.get('soft-squared')!;
    expect(result.bounds.lower!).toBeLessThan(result.certificate!.lower - 0.01);
    const { claims, verdict } = await check(result);
    expect(verdict).toBe('pass');
    const proven = claims.findLast(({ pointer }) => pointer === '/bounds/lower')!;
    expect(proven.recomputed).toBeCloseTo(result.certificate!.lower, 12);
    expect(proven.note).toMatch(/soft program with the certificate's slopes/);
  });

  it.each<[string, (certificate: Certificate, result: Result) => void]>([
    ['/certificate/slopes', (c) => { c.slopes![0]![0] = 1.5; }],
    ['/certificate/slopes', (c) => { c.slopes![0]![0] = -1e-9; }],
    ['/certificate/slopes', (c) => { c.slopes!.forEach((lambda) => { lambda.pop(); }); }],
    ['/certificate/slopes', (c) => { delete c.slopes; c.muInactive = []; c.muActive = []; }],
    ['/certificate/slopes', (c) => { c.slopes = []; c.muInactive = []; c.muActive = []; }],
    ['/certificate/muInactive', (c) => { c.muInactive![0] = { rows: [0], values: [-1e-9] }; }],
    ['/certificate/muInactive', (c) => { c.muInactive![0] = { rows: [99], values: [0] }; }],
    ['/certificate/muInactive', (c) => { c.muInactive!.pop(); }],
    ['/certificate/muActive', (c) => { delete c.muActive; }],
    ['/certificate/muActive', (c) => { c.muActive![0] = { rows: [1, 1], values: [c.scale, c.scale] }; }],
    ['/certificate/muActive', (c) => {
      const i = c.muActive!.findIndex(({ values }) => values.length > 0);
      c.muActive![i]!.values[0]! += c.scale;
    }],
    // A supporting neuron (sigma = y) widens the range on the side that the loss does not look at.
    ['/certificate/muActive', (c) => {
      const k = c.nu.findIndex((nu) => nu < 0);
      c.muActive![0] = { rows: [k], values: [c.alpha[k]! / 2] };
    }],
    ['/certificate/shift', (c) => {
      const share = c.alpha.reduce((sum, alpha, k) => sum + (c.group![k] === 0 ? alpha : 0), 0);
      c.shift![0]![0] = (1 + 1e-9) * c.radii[0]! * share;
    }],
    ['/certificate/shift', (c) => { delete c.shift; }],
    ['/certificate/group', (c) => { c.group!.fill(0); }],
    ['/certificate/group', (c) => { c.group!.fill(c.shift!.length); }],
    ['/certificate/alpha', (c) => { c.alpha[0] = -1e-9; }],
    ['/certificate/nu', (c) => { c.nu[0] = 2 * c.alpha[0]! + 1; }],
    ['/certificate/kind', (c) => { c.kind = 'soft-logistic'; }],
    ['/certificate/kind', (c) => { c.kind = 'standard-hinge'; }],
    ['/certificate/patterns', (c) => { c.kind = 'adversarial-hinge'; }],
    ['/certificate/weight', (c) => { c.weight *= 1.01; }],
    ['/certificate/lower', (c) => { c.lower *= 1.0001; }],
    ['/bounds/lower', (c, { bounds }) => { bounds.lower = c.lower * 1.0001; bounds.upper = 10; }],
    ['/bounds/scope', (_, { bounds }) => { bounds.scope = 'global'; }],
  ])('%s is named, case %#', async (pointer, change) => {
    expect(await failuresAfter('soft-hinge', change)).toContain(pointer);
  }); // biome-ignore format: one a line

  it('nu beyond alpha', async () => {
    const failed = await failuresAfter('soft-squared', ({ nu, alpha }) => {
      nu[0] = (1 + 1e-9) * Math.sign(nu[0]!) * alpha[0]!;
    });
    expect(failed).toContain('/certificate/nu');
  });

  it('nothing is proven by what fails a condition', async () => {
    const failed = await failuresAfter('soft-squared', ({ slopes }) => {
      slopes![0]![0] = 1 + 1e-12;
    });
    expect(failed).toEqual(expect.arrayContaining(['/certificate/slopes', '/bounds/lower']));
  });
});
