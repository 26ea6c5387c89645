import { beforeAll, describe, expect, it } from 'vitest';
import type { GroupNormSpec, Result } from '#relucent/core/generated/documents.js';
import { denseDocument } from '../support/networks.js';
import { check, failures, runToJson, specs } from './runs.js';

const norms: Record<string, GroupNormSpec> = {
  l1: { norm: 'l1' },
  linf: { norm: 'linf' },
  elastic: { norm: 'elastic', mix: 0.3 },
};
const modes = {
  standard: { threat: { radius: 0 }, loss: { type: 'squared' } },
  stable: { threat: { radius: 0.05 }, loss: { type: 'hinge' } },
  soft: { threat: { radius: 0.1 }, loss: { type: 'logistic' } },
} as const;
const cases = Object.keys(norms).flatMap((name) =>
  (Object.keys(modes) as (keyof typeof modes)[]).map((mode) => ({ name, mode, key: `${name} ${mode}` })),
);

const results = new Map<string, Result>();
beforeAll(async () => {
  for (const { name, mode, key } of cases) {
    const robust = mode === 'standard' ? {} : { robust: mode };
    const result = await runToJson({
      data: { source: 'generator', name: 'box-separable', n: 14, radius: 0.08, bias: true },
      regularizer: { type: 'group-lasso', weight: 0.01, params: norms[name] },
      ...modes[mode],
      solver: { name: 'convex', options: { patterns: { method: 'sampled', distinct: 6 }, ...robust } },
    });
    results.set(key, result);
  }
});
const resultOf = (key: string) => structuredClone(results.get(key)!);

describe.each(cases)('a certificate for the $name norm, $mode', ({ name, mode, key }) => {
  it('passes', async () => {
    const result = resultOf(key);
    expect(result.status).toBe('solved');
    expect(result.certificate!.norm).toEqual(norms[name]);
    const report = await check(result);
    expect(failures(report)).toEqual([]);
    expect(report.verdict).toBe('pass');
  });

  it('fails where anything it rests on is changed', async () => {
    const changes: [string, (result: Result) => void][] = [
      ['/certificate/norm', (result) => { delete result.certificate!.norm; }],
      ['/certificate/norm', (result) => { result.certificate!.norm = { norm: 'elastic', mix: 0.9 }; }],
      ['/certificate/lower', (result) => { result.certificate!.lower *= 1.001; }],
      ['/certificate/violation', (result) => { result.certificate!.violation *= 1.001; }],
      ['/bounds/lower', (result) => { result.bounds.lower! += 0.001 + (result.bounds.gap ?? 0); }],
      ['/objective', (result) => { denseDocument(result.network!, 0).weight[0]![0]! += 0.01; }],
    ]; // biome-ignore format: one a line
    for (const [pointer, change] of changes) {
      const result = resultOf(key);
      change(result);
      expect([mode, failures(await check(result))]).toEqual([mode, expect.arrayContaining([pointer])]);
    }
  });

  it('does not prove the bound for another norm', async () => {
    const result = resultOf(key);
    const claimed = result.spec!.regularizer;
    if (claimed.type !== 'group-lasso') throw new Error('expected group-lasso');
    claimed.params = { norm: 'l2' };
    expect(failures(await check(result))).toEqual(
      expect.arrayContaining(['/provenance/specSha256', '/objective', '/certificate/norm']),
    );
  });
});

it('multipliers of one norm, passed off as those of a smaller one, prove less than is claimed', async () => {
  const result = resultOf('l1 standard');
  const linf = resultOf('linf standard');
  result.certificate!.norm = linf.certificate!.norm!;
  const report = await check(result, linf.spec!);
  expect(failures(report)).toEqual(expect.arrayContaining(['/certificate/violation', '/certificate/lower']));
});

it('a global bound is refused for norms it is not computed in', async () => {
  const result = resultOf('l1 standard');
  const { nu, lower } = result.certificate!;
  result.certificate!.global = { lower, nu, cStar: 1, method: 'cells', examined: 1 };
  result.bounds.scope = 'global';
  expect(failures(await check(result))).toEqual(
    expect.arrayContaining(['/certificate/global', '/bounds/scope']),
  );
});

it('a certificate that names no norm speaks of l2', async () => {
  const result = await runToJson(specs['standard-hinge']);
  delete result.certificate!.norm;
  expect(await check(result)).toMatchObject({ verdict: 'pass' });
});
