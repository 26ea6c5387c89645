import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkResult } from '#relucent/certify/check/check-result.js';
import { readResult } from '#relucent/certify/check/read-result.js';
import type { EngineReport } from '#relucent/convex/engine/messages.js';
import { reportsHere } from '#relucent/convex/engine/reports-here.js';
import { normBlock } from '#relucent/convex/norms/index.js';
import { SolveAborted } from '#relucent/convex/solvers/solver-thread.js';
import { InputError } from '#relucent/core/errors.js';
import type { GroupNormSpec } from '#relucent/core/generated/documents.js';
import { dot } from '#relucent/core/matrix.js';
import { groupNorm } from '#relucent/core/norms/index.js';
import { penaltyNorm, whyNoNorm } from '#relucent/core/norms/of-penalty.js';
import { type ExpressionDefinition, penaltyFromExpression } from '#relucent/core/proximal/from-expression.js';
import { penalties } from '#relucent/core/proximal/index.js';
import type { AnyPenalty } from '#relucent/core/proximal/penalty.js';
import { validateDocument } from '#relucent/core/validation.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { dryRun } from '#relucent/pipeline/dry-run.js';
import { execute } from '#relucent/pipeline/execute.js';
import { penaltiesOf } from '#relucent/plugins/penalties.js';
import { regularizerFromCode } from '#relucent/plugins/regularizer.js';
import { readDefinition } from '#relucent/plugins/regularizer-definition.js';

/** The l-infinity norm by value and operator alone, as somebody else would register it. */
const peak: AnyPenalty = {
  name: 'peak',
  formula: 'max |x|',
  reference: 'for a test',
  structure: 'vector',
  convex: true,
  degree: 1,
  value: (x) => penalties['linf-norm'].value(x, {}, { rows: 1, cols: x.length }),
  prox: (x, step) => penalties['linf-norm'].prox(x, step, {}, { rows: 1, cols: x.length }),
};
const registry = builtinRegistry();
registry.register(regularizerFromCode(peak));

const task = {
  relucent: 1,
  data: { source: 'generator', name: 'blobs', n: 30, d: 4, seed: 1, scale: 'standardize' },
  loss: { type: 'squared' },
} as const;
const options = { patterns: { method: 'sampled', distinct: 5 }, backend: 'splitting', tolerance: 1e-4 };
const neurons = (type: string, params = {}) => ({ type, target: 'neurons', weight: 0.05, params });

async function run(regularizer: object) {
  const document = { ...task, regularizer, solver: { name: 'convex', options } };
  const { result } = await execute(validateDocument(document, penaltiesOf(registry)), {
    registry,
    signal: new AbortController().signal,
    report: () => {},
  });
  if ('runs' in result) throw new Error('expected one run');
  return result;
}

describe('a registered penalty as the norm of neurons', () => {
  it('trains as the norm that it is, is named by the result, and its bound is left unchecked in words', async () => {
    const result = await run(neurons('peak'));
    const known = await run({ type: 'group-lasso', params: { norm: 'linf' }, weight: 0.05 });
    expect(result.status, result.reason).toBe('solved');
    expect(result.solver.backend).toBe('splitting');
    expect(result.provenance.regularizer).toMatchObject({ name: 'peak', source: 'code' });
    expect(result.certificate!.norm).toEqual({ norm: 'penalty', type: 'peak', params: {} });
    expect(result.objective).toBeCloseTo(known.objective!, 6);
    expect(result.bounds.lower).toBeCloseTo(known.bounds.lower!, 6);
    expect(result.bounds.lower).toBeLessThanOrEqual(result.objective!);

    const { claims } = await checkResult(readResult(result), { penalties: penaltiesOf(registry) });
    expect(claims.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(claims).toContainEqual(expect.objectContaining({ pointer: '/objective', verdict: 'pass' }));
    const unchecked = claims.filter(({ note }) => note?.includes('the dual of the norm peak'));
    expect(unchecked.map(({ pointer, verdict }) => [pointer, verdict])).toEqual([
      ['/certificate/lower', 'not checked'],
      ['/certificate/violation', 'not checked'],
      ['/bounds/lower', 'not checked'],
    ]);
  });

  it('may be one that no other norm is: groups of inputs', async () => {
    const result = await run(neurons('group-l2', { groups: [[0, 1], [2, 3]] })); // biome-ignore format: one line
    expect(result.status, result.reason).toBe('solved');
    expect(result.objective! - result.bounds.lower!).toBeLessThanOrEqual(1e-4 * (1 + result.objective!));
  });

  it.each([
    [neurons('mcp'), {}, '/regularizer/type', /not convex/],
    [neurons('elastic-net'), {}, '/regularizer/type', /degree 1/],
    [neurons('total-variation'), {}, '/regularizer/type', /0 for some weights/],
    [neurons('group-l2', { groups: [[0, 1]] }), {}, '/regularizer/type', /0 for some weights/],
    [neurons('group-l2', { groups: [[0, 4]] }), {}, '/regularizer/params/groups', /1 rows and 4 columns/],
    [{ ...neurons('peak'), ridge: 1 }, {}, '/regularizer/ridge', /leave it out/],
    [{ ...neurons('peak'), layers: [0] }, {}, '/regularizer/layers', /target is "neurons"/],
    [neurons('peak'), { backend: 'auto' }, '/solver/options/backend', /splitting takes it/],
    [neurons('peak'), { backend: 'interior' }, '/solver/options/backend', /splitting takes it/],
    [neurons('peak'), { backend: 'clarabel' }, '/solver/options/backend', /splitting takes it/],
    [neurons('peak'), { patterns: { method: 'enumerate' } }, '/solver/options/patterns/method', /peak/],
  ])('%j with %j is refused at %s', async (regularizer, more, pointer, message) => {
    const solver = { name: 'convex', options: { ...options, ...more } };
    const document = validateDocument({ ...task, regularizer, solver }, penaltiesOf(registry));
    const refusal = await dryRun(document, { registry }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InputError);
    expect((refusal as InputError).errors).toContainEqual(
      expect.objectContaining({ pointer, message: expect.stringMatching(message) }),
    );
  });

  it('is nothing for gradient methods', async () => {
    const document = { ...task, regularizer: neurons('peak'), solver: { name: 'adam' } };
    const refusal = dryRun(validateDocument(document, penaltiesOf(registry)), { registry });
    await expect(refusal).rejects.toThrow(/not with peak/);
  });
});

describe('reports of an engine in this thread', () => {
  it('leave others their turn and end with the signal', async () => {
    const stop = new AbortController();
    let turns = 0;
    setImmediate(() => turns++);
    const endless = (function* (): Generator<EngineReport<unknown>> {
      for (let iteration = 0; ; iteration++) yield { iteration };
    })();
    const reports = reportsHere(endless, stop.signal);
    expect((await reports.next()).value).toEqual({ iteration: 0 });
    expect(turns).toBe(1);
    stop.abort();
    await expect(reports.next()).rejects.toThrow(SolveAborted);
  });
});

const pairs: readonly (readonly [AnyPenalty, object, GroupNormSpec])[] = [
  [penalties.l1, {}, { norm: 'l1' }],
  [penalties['linf-norm'], {}, { norm: 'linf' }],
  [penalties['group-l2'], { groups: 'all' }, { norm: 'l2' }],
  [penalties['sparse-group'], { groups: 'rows', mix: 0.3 }, { norm: 'elastic', mix: 0.3 }],
];
const vectors = (size: number) =>
  fc
    .array(fc.integer({ min: -3000, max: 3000 }), { minLength: size, maxLength: size })
    .map((values) => Float64Array.from(values, (value) => value / 100));

describe('the norm that a penalty is', () => {
  it.each(pairs)('has value, dual and subgradients of what it is: $2.norm', (penalty, params, spec) => {
    const made = penaltyNorm(penalty, params as Record<string, unknown>);
    const known = groupNorm(spec);
    fc.assert(
      fc.property(vectors(5), vectors(5), (u, v) => {
        expect(made.value(u)).toBeCloseTo(known.value(u), 9);
        const dual = normBlock(known).dual(u);
        // From above, and by no more than its margin.
        expect(normBlock(made).dual(u)).toBeGreaterThanOrEqual(dual);
        expect(normBlock(made).dual(u)).toBeLessThanOrEqual(dual * (1 + 2e-7));
        if (made.value(u) === 0) return;
        const slope = made.subgradient(u);
        expect(dot(slope, v)).toBeLessThanOrEqual(made.value(v) * (1 + 1e-7) + 1e-9);
        expect(dot(slope, u)).toBeGreaterThanOrEqual(made.value(u) * (1 - 1e-5));
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it('may be an expression whose operator is searched for, and depend on signs', () => {
    const definition = { name: 'slanted', value: 'max(x, -2 * x)', convex: true, degree: 1 };
    const penalty = penaltyFromExpression(readDefinition(definition) as ExpressionDefinition);
    expect(whyNoNorm(penalty, {}, 3)).toBeUndefined();
    const { dual } = normBlock(penaltyNorm(penalty, {}));
    fc.assert(
      fc.property(vectors(3), (h) => {
        const gauge = h.reduce((most, entry) => Math.max(most, entry, -entry / 2), 0);
        expect(dual(h)).toBeGreaterThanOrEqual(gauge);
        expect(dual(h)).toBeLessThanOrEqual(gauge * (1 + 2e-7));
      }),
      { seed: 6, numRuns: 30 },
    );
  });

  it('has an infinite dual where it is 0 on some line', () => {
    const made = penaltyNorm(penalties['total-variation'], {});
    expect(normBlock(made).dual(Float64Array.of(1, 1, 2))).toBe(Number.POSITIVE_INFINITY);
  });
});
