import { describe, expect, it } from 'vitest';
import { convexTrainer } from '#relucent/convex/trainer.js';
import type { ComparisonResult } from '#relucent/core/generated/documents.js';
import { networkDocument } from '#relucent/core/network.js';
import { validateDocument } from '#relucent/core/validation.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { execute } from '#relucent/pipeline/execute.js';
import { startingFrom } from '#relucent/pipeline/start-from.js';
import { check, runToJson } from '../../check/runs.js';
import { trainConvex } from '../../support/convex.js';
import { problemOf, sharedFile } from '../../support/problems.js';

const moons = {
  data: { source: 'generator', name: 'two-moons', n: 60, bias: true },
  model: { hidden: [12] },
  regularizer: { weight: 1e-3 },
  threat: { radius: 0.08 },
};
const from = (label: string) => ({
  name: 'convex',
  label: 'improved',
  options: { robust: 'soft-mm', start: { from: label } },
});
const few = { name: 'gd-pgd', options: { epochs: 60 } };

describe('soft-mm from a network', () => {
  it("is never above the certified objective of another solver's network, repeat by repeat", async () => {
    const result = await runToJson<ComparisonResult>({
      compare: moons,
      solvers: [few, from('gd-pgd')],
      repeats: 2,
    });
    const objective = (label: string, repeat: number) =>
      result.runs.find((run) => run.solver.label === label && run.repeat === repeat)!.objective!;
    for (const repeat of [0, 1]) {
      expect(objective('improved', repeat)).toBeLessThan(0.95 * objective('gd-pgd', repeat));
    }
    expect(objective('improved', 0)).not.toBe(objective('improved', 1));
    expect((await check(result)).verdict).toBe('pass');
  });

  it.skipIf(!sharedFile('data/tabular'))('improves a real table', { timeout: 60_000 }, async () => {
    const document = validateDocument({
      relucent: 1,
      compare: {
        ...moons,
        data: {
          source: 'file',
          path: 'banknote.csv',
          target: 'last',
          scale: 'standardize',
          bias: true,
          split: { test: 0.9 },
        },
        threat: { radius: 0.1 },
      },
      solvers: [few, from('gd-pgd')],
    });
    const { result } = await execute(document, {
      registry: builtinRegistry(),
      signal: new AbortController().signal,
      report: () => {},
      folder: sharedFile('data/tabular')!,
    });
    const [gd, improved] = (result as ComparisonResult).runs;
    expect(improved!.objective!).toBeLessThan(0.9 * gd!.objective!);
  });

  it('takes a network as it stands in a result', async () => {
    const problem = await problemOf(moons as never);
    const soft = await trainConvex(problem, { robust: 'soft', patterns: { method: 'sampled', distinct: 4 } });
    const start = { network: networkDocument(soft.network!) };
    const better = await trainConvex(problem, { robust: 'soft-mm', start });
    expect(better.history.at(-1)!.upper!).toBeLessThan(soft.history.at(-1)!.upper!);
    expect(better.details!['patternsUsed']).toBe(0);
  });

  it.each<[string, object[], string]>([
    ['an unknown label', [few, from('gd-pdg')], '/solvers/1/options/start/from'],
    ['a later solver', [from('gd-pgd'), few], '/solvers/0/options/start/from'],
    ['itself', [from('improved')], '/solvers/0/options/start/from'],
    [
      'soft',
      [few, { ...from('gd-pgd'), options: { robust: 'soft', start: { from: 'gd-pgd' } } }],
      '/solvers/1/options/start',
    ],
    [
      'patterns beside it',
      [few, { ...from('gd-pgd'), options: { ...from('gd-pgd').options, patterns: { method: 'enumerate' } } }],
      '/solvers/1/options/patterns',
    ],
    [
      'another number of columns',
      [{ ...from(''), options: { robust: 'soft-mm', start: { network: networkWith([[1, 2]]) } } }],
      '/solvers/0/options/start/network',
    ],
  ])('%s is an error with a pointer', async (_, solvers, pointer) => {
    const error = await runToJson({ compare: moons, solvers }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ errors: [{ pointer }] });
  });

  it('a single spec has no earlier solver', async () => {
    await expect(runToJson({ ...moons, solver: from('gd-pgd') })).rejects.toMatchObject({
      errors: [{ pointer: '/solver/options/start/from' }],
    });
  });

  it('fails, and says why, where the other solver has no network', async () => {
    const chosen = { trainer: convexTrainer, options: from('gd-pgd').options, label: 'improved' };
    const { trainer, options, label } = startingFrom(chosen, 'gd-pgd', undefined);
    const outcome = await trainer.train(await problemOf(moons as never), options, {} as never);
    expect(label).toBe('improved');
    expect(outcome).toMatchObject({ status: 'failed', history: [] });
    expect(outcome.reason).toBe('gd-pgd, which it was to start from, ended without a network');
  });
});

function networkWith(weight: number[][]) {
  return {
    layers: [
      { kind: 'dense', weight, bias: weight.map(() => 0), activation: 'relu' },
      { kind: 'dense', weight: [weight.map(() => 1)], bias: [0], activation: 'linear' },
    ],
  };
}
