import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { boundsClaims } from '#relucent/certify/check/bounds-claims.js';
import type { ComparisonResult, Result } from '#relucent/core/generated/documents.js';
import { denseDocument } from '../support/networks.js';
import { problemOf } from '../support/problems.js';
import { check, failures, runToJson, specs } from './runs.js';

const results = new Map<string, Result>();
beforeAll(async () => {
  for (const [kind, spec] of Object.entries(specs)) results.set(kind, await runToJson(spec));
});
const kinds = Object.keys(specs) as (keyof typeof specs)[];
/** A fresh copy that a test may change. */
const resultOf = (kind: keyof typeof specs) => structuredClone(results.get(kind)!);

describe('a result as it was written', () => {
  it.each(kinds)('%s passes by itself and with its spec', async (kind) => {
    const result = resultOf(kind);
    expect(result.certificate).toMatchObject({ kind });
    for (const [document, origin] of [
      [undefined, 'carried'],
      [specs[kind], 'given'],
    ] as const) {
      const report = await check(result, document);
      expect(failures(report)).toEqual([]);
      expect(report).toMatchObject({ verdict: 'pass', document: origin });
      expect(report.claims.map(({ pointer }) => pointer)).toEqual(
        expect.arrayContaining([
          '/objective',
          '/bounds/lower',
          '/certificate/lower',
          '/provenance/dataSha256',
        ]),
      );
    }
  });

  it('without data only what the certificate alone shows is checked, and that is no pass', async () => {
    const { spec: _, ...result } = resultOf('adversarial-hinge');
    const report = await check(result);
    expect(report).toMatchObject({ verdict: 'incomplete', document: 'none' });
    expect(report.summary).toMatch(/without the data/);
    const of = (pointer: string) => report.claims.find((claim) => claim.pointer === pointer)?.verdict;
    expect(of('/objective')).toBe('not checked');
    expect(of('/certificate/lower')).toBe('not checked');
    expect(of('/certificate/shift')).toBe('pass');
  });

  it('a spec whose rows are long is not carried', async () => {
    const x = Array.from({ length: 2000 }, (_, k) => [Math.sin(k), Math.cos(k), Math.sin(3 * k)]);
    const document = {
      data: { source: 'inline', x, y: x.map(([a]) => (a! > 0 ? 1 : -1)) },
      solver: { name: 'gd-std', options: { epochs: 1 } },
    };
    const result = await runToJson(document);
    expect(result.spec).toBeUndefined();
    expect(await check(result)).toMatchObject({ verdict: 'incomplete', document: 'none' });
    expect(await check(result, document)).toMatchObject({ verdict: 'pass', document: 'given' });
  });

  it('every run of a comparison and its ladder', async () => {
    const { solver, ...compare } = specs['adversarial-hinge'];
    const gradient = { name: 'gd-pgd', options: { epochs: 20 } };
    const result = await runToJson<ComparisonResult>({ compare, solvers: [solver, gradient], repeats: 2 });
    const report = await check(result);
    expect(report).toMatchObject({ verdict: 'pass', document: 'carried' });
    for (const run of [0, 1, 2, 3])
      expect(report.claims.some(({ pointer }) => pointer === `/runs/${run}/objective`)).toBe(true);

    result.ladder[0]!.value -= 1e-3;
    result.runs[3]!.objective! *= 0.9;
    const tampered = failures(await check(result));
    expect(tampered).toContain('/ladder/0/value');
    expect(tampered).toContain('/runs/3/objective');
    expect(tampered.filter((pointer) => /^\/runs\/[012]/.test(pointer))).toEqual([]);
  });
});

/** Numbers whose change makes the result say something false, and the claims that say so. */
const tamperings: readonly [name: string, change: (r: Result, factor: number) => void, claims: RegExp][] = [
  ['objective', (r, f) => { r.objective! *= f; }, /^\/objective$/],
  ['bounds.lower', (r, f) => { r.bounds.lower! *= f; }, /^\/bounds\/(lower|gap)$/],
  ['bounds.upper', (r, f) => { r.bounds.upper! *= f; }, /^\/bounds\/upper$/],
  ['the network',
    (r) => {
      const output = denseDocument(r.network!, 1).weight[0]!;
      output[output.findIndex((a) => Math.abs(a) === Math.max(...output.map(Math.abs)))]! *= -1;
    },
    /^\/objective$/],
  ['certificate.lower', (r, f) => { r.certificate!.lower *= f; }, /^\/certificate\/lower$/],
  ['certificate.violation', (r, f) => { r.certificate!.violation *= f; }, /^\/certificate\/violation$/],
  ['all alpha', (r, f) => { r.certificate!.alpha = r.certificate!.alpha.map((a) => a * f); }, /^\/certificate\/(alpha|nu|lower)$/],
  ['all nu', (r, f) => { r.certificate!.nu = r.certificate!.nu.map((a) => a * f); }, /^\/certificate\/(nu|lower)$/],
  ['weight', (r, f) => { r.certificate!.weight *= f; }, /^\/certificate\/weight$/],
  ['scale', (r, f) => { r.certificate!.scale *= f; }, /^\/certificate\/scale$/],
  ['radii', (r, f) => { r.certificate!.radii[0]! += f; }, /^\/certificate\/radii$/],
  ['train loss', (r, f) => { r.metrics!.train.loss += f; }, /^\/metrics\/train\/loss$/],
  ['width', (r, f) => { r.sparsity!.neurons += Math.ceil(f); }, /^\/sparsity\/neurons$/],
  ['seed of the data', (r) => { Object.assign(r.spec!.data, { seed: 77 }); }, /^\/provenance\/dataSha256$/],
]; // biome-ignore format: one a line

describe('a result that was tampered with fails, with the claim named', () => {
  it('by any of its numbers, up or down, by little or much', async () => {
    const factors = fc.oneof(
      fc.double({ min: 1.0001, max: 1.01, noNaN: true }),
      fc.double({ min: 1.1, max: 5, noNaN: true }),
      fc.double({ min: 0.1, max: 0.9999, noNaN: true }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        fc.constantFrom(...tamperings),
        factors,
        async (kind, [, change, claims], factor) => {
          const result = resultOf(kind);
          change(result, factor);
          const report = await check(result);
          expect(report.verdict).toBe('fail');
          expect(failures(report).filter((pointer) => claims.test(pointer))).not.toEqual([]);
        },
      ),
      { numRuns: 250, seed: 7 },
    );
  });

  it('a changed entry of the multipliers fails, or still proves what is claimed', async () => {
    const entry = fc.constantFrom(
      'nu',
      'alpha',
      'mu',
      'muInactive',
      'muActive',
      'shift',
      'patterns',
      'slopes',
      'group',
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...kinds), entry, fc.nat(1000), fc.double({ min: -1, max: 1, noNaN: true }),
        async (kind, what, place, by) => {
          const result = resultOf(kind);
          if (!changeEntry(result.certificate!, what, place, by)) return;
          const report = await check(result);
          if (report.verdict === 'fail') return;
          const proof = report.claims.findLast(({ pointer }) => pointer === '/bounds/lower')!;
          expect(result.bounds.lower!).toBeLessThanOrEqual((proof.recomputed as number) + proof.tolerance!);
          const original = await check(resultOf(kind));
          const before = original.claims.findLast(({ pointer }) => pointer === '/bounds/lower')!;
          expect(proof.recomputed).toBeCloseTo(before.recomputed as number, 9);
        }), // biome-ignore format: one property
      { numRuns: 300, seed: 3 },
    );
  });

  it('conditions of the proof: each is named', async () => {
    const broken: [string, (r: Result) => void][] = [
      ['/certificate/mu', (r) => { r.certificate!.mu!.find((m) => m.values.length > 0)!.values[0]! *= -1; }],
      ['/certificate/alpha', (r) => { r.certificate!.alpha[0] = 2 * r.certificate!.scale; }],
      ['/certificate/nu', (r) => { r.certificate!.nu[0] = 1; }],
      ['/certificate/shift', (r) => { r.certificate!.shift![0]![0] = 1; }],
      ['/certificate/group', (r) => { r.certificate!.group = r.certificate!.group!.map(() => 0); }],
      ['/certificate/patterns', (r) => { r.certificate!.patterns![0] = '01'; }],
      ['/certificate/kind', (r) => { r.certificate!.kind = 'standard-hinge'; }],
      ['/bounds/scope', (r) => { r.bounds.scope = 'global'; }],
      ['/network', (r) => { denseDocument(r.network!, 0).weight.forEach((row) => { row.push(1); }); }],
      ['/network', ({ network }) => { const last = denseDocument(network!, 1); last.weight.push(last.weight[0]!); last.bias.push(0); }],
      ['/objectiveExact', (r) => { r.objectiveExact = false; }],
      ['/objectiveAttacked', (r) => { r.objectiveAttacked = r.objective! + 0.01; }],
      ['/metrics/train/attacks/pgd/accuracy', (r) => { r.metrics!.train.attacks['pgd']!.accuracy = 0; }],
      ['/metrics/train/certifiedAccuracy', (r) => { r.metrics!.train.certifiedAccuracy! -= 0.1; }],
      ['/provenance/specSha256', (r) => { r.spec!.regularizer.weight = 0.123; }],
    ]; // biome-ignore format: one a line
    for (const [pointer, change] of broken) {
      const result = resultOf('adversarial-hinge');
      change(result);
      const report = await check(result);
      expect([pointer, report.verdict]).toEqual([pointer, 'fail']);
      expect(failures(report)).toContain(pointer);
    }
  });

  it('patterns that are left out, which would raise the bound', async () => {
    for (const kind of kinds.filter((name) => !name.startsWith('soft'))) {
      const result = resultOf(kind);
      const certificate = result.certificate!;
      const count = certificate.patterns!.length;
      certificate.patterns = certificate.patterns!.slice(0, 1);
      certificate.mu = [certificate.mu![0]!, certificate.mu![count]!];
      expect(failures(await check(result))).toContain('/certificate/patterns');
    }
  });

  it('worst-case shifts where there is no threat', async () => {
    const result = resultOf('standard-hinge');
    const certificate = result.certificate!;
    certificate.shift = [[0, 0, 1]];
    certificate.group = certificate.alpha.map(() => 1);
    expect(failures(await check(result))).toContain('/certificate/group');
    certificate.group.fill(0);
    expect(failures(await check(result))).toContain('/certificate/shift');
  });

  it('another spec than the one that was run', async () => {
    const other = { ...specs['standard-hinge'], data: { ...specs['standard-hinge'].data, seed: 5 } };
    expect(failures(await check(resultOf('standard-hinge'), other))).toEqual(
      expect.arrayContaining(['/provenance/specSha256', '/provenance/dataSha256', '/objective']),
    );
  });
});

describe('what cannot be checked', () => {
  it('an unknown kind of certificate is never a pass', async () => {
    const result = { ...resultOf('standard-hinge'), certificate: { kind: 'oracle', trust: 'me' } };
    const report = await check(result);
    expect(report.verdict).toBe('incomplete');
    expect(report.claims).toContainEqual({
      pointer: '/certificate',
      verdict: 'not checked',
      note: 'unknown kind "oracle"',
    });
    expect(report.claims.find(({ pointer }) => pointer === '/objective')?.verdict).toBe('pass');
  });

  it('a scope that only unknown parts of the certificate could prove', async () => {
    const result = resultOf('standard-hinge');
    const bounds = { ...result.bounds, scope: 'global' as const };
    const certificate = Object.assign({}, result.certificate!, { elsewhere: { lower: 1 } });
    const problem = await problemOf(specs['standard-hinge'] as Parameters<typeof problemOf>[0]);
    const claims = boundsClaims({ ...result, bounds, certificate }, undefined, problem);
    expect(claims.filter(({ verdict }) => verdict !== 'pass')).toEqual([
      expect.objectContaining({ pointer: '/bounds/lower', verdict: 'not checked' }),
    ]);
  });

  it('a bound without its certificate, an objective without its network', async () => {
    const { certificate: _, network: __, ...result } = resultOf('standard-hinge');
    const report = await check(result);
    expect(report.verdict).toBe('incomplete');
    const open = report.claims.filter(({ verdict }) => verdict === 'not checked');
    expect(open.map(({ pointer }) => pointer)).toEqual(['/objective', '/bounds/lower']);
  });

  it.each([[null], [[]], [{}], [{ relucent: 1, runs: [] }], [{ relucent: 1, certificate: { kind: 3 } }]])(
    'refuses %j, which is no result',
    async (value) => {
      await expect(async () => check(value)).rejects.toThrow(/is required|must be/);
    },
  );
});

/** False where the certificate has nothing there. */
function changeEntry(
  { nu, alpha, mu, muInactive, muActive, shift, patterns, slopes, group }: NonNullable<Result['certificate']>,
  what: string,
  place: number,
  by: number,
): boolean {
  const pick = <T>(list: readonly T[] | undefined) => list?.[place % (list.length || 1)];
  if (what === 'nu') nu[place % nu.length]! += by;
  else if (what === 'alpha') alpha[place % alpha.length]! += by;
  else if (what === 'group' && group) group[place % group.length] = 0;
  else if (what === 'patterns' && patterns) {
    const i = place % patterns.length;
    const k = Math.floor(Math.abs(by) * patterns[i]!.length) % patterns[i]!.length;
    patterns[i] =
      patterns[i]!.slice(0, k) + (patterns[i]![k] === '0' ? '1' : '0') + patterns[i]!.slice(k + 1);
  } else if (what === 'mu' || what === 'muInactive' || what === 'muActive') {
    const values = pick({ mu, muInactive, muActive }[what])?.values ?? [];
    if (values.length === 0) return false;
    values[place % values.length]! += by;
  } else if (what === 'slopes' && slopes)
    pick(slopes)![Math.floor(Math.abs(by) * nu.length) % nu.length]! += by;
  else if (what === 'shift' && shift) pick(shift)![0]! += by;
  else return false;
  return true;
}
