import { describe, expect, it } from 'vitest';
import type { ComparisonResult, Result } from '#relucent/core/generated/documents.js';
import { validate, validateDocument } from '#relucent/core/validation.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { dryRun } from '#relucent/pipeline/dry-run.js';
import { execute } from '#relucent/pipeline/execute.js';
import type { Progress } from '#relucent/plugins/trainer.js';

const registry = builtinRegistry();
const moons = { source: 'generator', name: 'two-moons', n: 30, bias: true, split: { test: 0.3 } };
const fewPatterns = { name: 'convex', options: { patterns: { method: 'sampled', distinct: 5 } } };

async function run<T extends Result | ComparisonResult>(
  spec: object,
  signal = new AbortController().signal,
  report: (progress: Progress) => void = () => {},
): Promise<T> {
  const document = validateDocument({ relucent: 1, ...spec });
  const { result } = await execute(document, { registry, signal, report });
  const id = document.kind === 'spec' ? 'result.json' : 'comparison-result.json';
  // What is written is what is read: through JSON, and by the published schema.
  return validate<T>(id, JSON.parse(JSON.stringify(result)));
}

describe('execute', () => {
  it.each([
    ['convex, standard', { solver: fewPatterns }],
    ['convex, soft', { solver: fewPatterns, threat: { radius: 0.05 } }],
    [
      'convex, stable',
      {
        solver: { ...fewPatterns, options: { ...fewPatterns.options, robust: 'stable' } },
        threat: { radius: 0.05 },
      },
    ],
    ['gd-pgd', { solver: { name: 'gd-pgd', options: { epochs: 5 } }, threat: { radius: 0.05 } }],
    ['adam, squared', { solver: { name: 'adam', options: { epochs: 5 } }, loss: { type: 'squared' } }],
    ['adam, logistic', { solver: { name: 'adam', options: { epochs: 5 } }, loss: { type: 'logistic' } }],
  ])('%s: the result is valid, ordered and complete', async (_name, spec) => {
    const result = await run<Result>({ data: moons, ...spec });
    expect(result.network!.layers).toHaveLength(2);
    expect(result.metrics!.test!.rows).toBe(9);
    if (result.bounds.lower !== undefined) {
      expect(result.bounds.lower).toBeLessThanOrEqual(result.objective!);
      expect(result.certificate).toBeDefined();
    }
    if ('threat' in spec) {
      expect(result.objectiveAttacked!).toBeLessThanOrEqual(result.objective! + 1e-9);
      expect(Object.keys(result.metrics!.train.attacks)).toEqual(['fgsm', 'pgd']);
      expect(result.metrics!.train.certifiedAccuracy).toBeLessThanOrEqual(
        result.metrics!.train.attacks['pgd']!.accuracy!,
      );
    }
    expect(result.provenance).toMatchObject({ seed: 0, dataSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('leaves figures out that are no numbers, and says that the run diverged', async () => {
    const sgd = { name: 'sgd', options: { learningRate: 1e308, epochs: 3 } };
    const result = await run<Result>({ data: moons, solver: sgd });
    expect(result.status).toBe('diverged');
    const huge = await run<Result>({ data: moons, solver: sgd, regularizer: { weight: 1e308 } });
    expect(huge).toMatchObject({ status: 'diverged', reason: expect.stringMatching(/not a finite number/) });
    expect(huge.network).toBeUndefined();
  });

  it('stops at its time limit with a typed status', async () => {
    const endless = { name: 'gd-std', options: { epochs: 10_000_000 } };
    const result = await run<Result>({ data: moons, solver: endless, limits: { seconds: 0.5 } });
    expect(result).toMatchObject({ status: 'limit', reason: 'the time limit of 0.5 s was reached' });
    expect(result.network).toBeDefined();
  });

  it('stops when the process outgrows its memory limit', async () => {
    const endless = { name: 'gd-std', options: { epochs: 10_000_000 } };
    const result = await run<Result>({ data: moons, solver: endless, limits: { memoryMb: 1 } });
    expect(result).toMatchObject({
      status: 'limit',
      reason: expect.stringMatching(/more than the limit of 1 MB/),
    });
  });

  it('explains its automatic choice', async () => {
    const result = await run<Result>({
      data: { ...moons, n: 20 },
      solver: { name: 'auto' },
      model: { hidden: [8] },
    });
    expect(result.solver.name).toBe('convex');
    expect(result.provenance.routing!.why).toMatch(/small enough/);
    const fgsm = result.provenance.routing!.answers.find(({ name }) => name === 'gd-fgsm')!;
    expect(fgsm).toMatchObject({ supported: false, reason: expect.stringMatching(/no threat/) });
  });
});

describe('a comparison', () => {
  const comparison = {
    compare: { data: moons, threat: { radius: 0.05 }, seed: 5 },
    solvers: [
      fewPatterns,
      { name: 'gd-std', label: 'plain', options: { epochs: 10 } },
      { name: 'gd-fgsm', options: { epochs: 10 } },
    ],
    repeats: 2,
  };

  it('holds every run, its summary and a sorted ladder', async () => {
    const seen: number[] = [];
    const result = await run<ComparisonResult>(comparison, undefined, ({ fraction }) =>
      seen.push(fraction ?? 0),
    );
    expect(result.runs.map((one) => [one.solver.label, one.repeat, one.provenance.seed])).toEqual([
      ['convex', 0, 5], ['convex', 1, 6], ['plain', 0, 5], ['plain', 1, 6], ['gd-fgsm', 0, 5], ['gd-fgsm', 1, 6],
    ]); // biome-ignore format: a table
    expect(new Set(result.runs.map((one) => one.provenance.dataSha256)).size).toBe(1);
    const values = result.ladder.map((rung) => rung.value);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(result.ladder.map((rung) => rung.kind).sort()).toEqual(['lower', 'reached', 'reached', 'upper']);
    const plain = result.summary.find(({ label }) => label === 'plain')!;
    const objectives = result.runs.filter((one) => one.solver.label === 'plain').map((one) => one.objective!);
    expect(plain.values['objective']!.mean).toBeCloseTo((objectives[0]! + objectives[1]!) / 2, 12);
    expect(plain.values).toHaveProperty(['test.attacks.pgd.accuracy']);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('tells two solvers of one name apart', async () => {
    const result = await run<ComparisonResult>({
      ...comparison,
      solvers: [fewPatterns, fewPatterns],
      repeats: 1,
    });
    expect(result.runs.map((one) => one.solver.label)).toEqual(['convex', 'convex (2)']);
  });

  it('repeats itself', async () => {
    const [first, second] = [
      await run<ComparisonResult>(comparison),
      await run<ComparisonResult>(comparison),
    ];
    expect(second.runs.map((one) => one.objective)).toEqual(first.runs.map((one) => one.objective));
  });

  it('keeps what was run before it is cancelled', async () => {
    const controller = new AbortController();
    const endless = { name: 'gd-std', label: 'endless', options: { epochs: 10_000_000 } };
    const cancelled = run<ComparisonResult>(
      { ...comparison, solvers: [fewPatterns, endless] },
      controller.signal,
      ({ phase }) => {
        if (phase?.startsWith('endless')) controller.abort({ status: 'cancelled', message: 'enough' });
      },
    );
    const result = await cancelled;
    expect(result.status).toBe('cancelled');
    expect(result.runs.slice(0, 2).map((one) => one.solver.label)).toEqual(['convex', 'convex']);
    expect(result.ladder.length).toBeGreaterThanOrEqual(2);
  });
});

describe('a dry run', () => {
  it('says what would be run and which solvers can train the problem', async () => {
    const document = validateDocument({ relucent: 1, data: moons, solver: { name: 'auto' } });
    const plan = await dryRun(document, { registry });
    expect(plan).toMatchObject({
      kind: 'spec',
      data: { train: 21, test: 9 },
      routing: { chosen: 'convex' },
      runs: [{ solver: 'convex', seed: 0 }],
    });
    expect(plan.routing.answers.map(({ name }) => name)).toEqual(
      registry.list('trainer').map(({ name }) => name),
    );
  });

  it.each([
    [{ solver: { name: 'gd-pgd' } }, '/solver/name', /no threat/],
    [{ solver: { name: 'convexx' } }, '/solver/name', /did you mean "convex"/],
    [
      { solver: { name: 'convex', options: { backend: 'mosek' } } },
      '/solver/options/backend',
      /no conic solver/,
    ],
    [
      { evaluate: { attacks: [{ name: 'pgd', step: 3 }] } },
      '/evaluate/attacks/0/step',
      /did you mean "steps"/,
    ],
    [{ threat: { radii: [1, 2, 3, 4] } }, '/threat/radii', /3/],
  ])('refuses %j', async (part, pointer, message) => {
    const document = validateDocument({ relucent: 1, data: moons, ...part });
    const failing = dryRun(document, { registry });
    await expect(failing).rejects.toMatchObject({
      errors: [{ pointer, message: expect.stringMatching(message) }],
    });
  });
});
