import { expect, it } from 'vitest';
import { InputError } from '#relucent/core/errors.js';
import type { FieldError } from '#relucent/core/generated/documents.js';
import { validateDocument } from '#relucent/core/validation.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { dryRun } from '#relucent/pipeline/dry-run.js';

const data = { source: 'generator', name: 'two-moons', n: 12, bias: true };
const l1 = { type: 'group-lasso', weight: 0.01, params: { norm: 'l1' } };

async function answer(spec: object): Promise<readonly FieldError[] | string> {
  try {
    const plan = await dryRun(validateDocument({ relucent: 1, data, ...spec }), {
      registry: builtinRegistry(),
    });
    return plan.runs[0]!.solver;
  } catch (error) {
    if (error instanceof InputError) return error.errors;
    throw error;
  }
}

it('auto takes the convex path for every norm', async () => {
  for (const params of [{}, { norm: 'l1' }, { norm: 'linf' }, { norm: 'elastic' }]) {
    expect(await answer({ regularizer: { ...l1, params } })).toBe('convex');
  }
});

it.each(['gd-std', 'adam', 'sgd'])('%s trains with weight decay alone, and says so', async (name) => {
  expect(await answer({ regularizer: l1, solver: { name } })).toEqual([
    expect.objectContaining({ pointer: '/solver/name', message: expect.stringMatching(/weight decay/) }),
  ]);
  const l2 = { type: 'group-lasso', params: { norm: 'l2' } };
  expect(await answer({ regularizer: l2, solver: { name } })).toBe(name);
});

it.each(['priced', 'enumerate'])('patterns that are %s need the l2 norm', async (method) => {
  const solver = { name: 'convex', options: { patterns: { method } } };
  expect(await answer({ regularizer: l1, solver })).toEqual([
    expect.objectContaining({
      pointer: '/solver/options/patterns/method',
      allowed: ['sampled', 'perturbed', 'explicit'],
    }),
  ]);
  expect(await answer({ regularizer: { ...l1, params: { norm: 'l2' } }, solver })).toBe('convex');
});

it.each([
  [{ type: 'group-lasso', params: { norm: 'l3' } }, '/regularizer/params/norm'],
  [{ type: 'group-lasso', params: { norm: 'l1', mix: 0.5 } }, '/regularizer/params/mix'],
  [{ type: 'group-lasso', params: { norm: 'elastic', mix: 1.5 } }, '/regularizer/params/mix'],
  [{ type: 'group-lasso', weight: 0 }, '/regularizer/weight'],
  [{ type: 'weight-decay', params: { norm: 'l1' } }, '/regularizer/params'],
  [{ params: { norm: 'l1' } }, '/regularizer/params'],
  [{ type: 'group-laso' }, '/regularizer/type'],
])('a wrong regularizer %j is refused at %s', async (regularizer, pointer) => {
  expect(await answer({ regularizer })).toEqual([expect.objectContaining({ pointer })]);
});

it('without a type the regularizer is weight decay', () => {
  const document = validateDocument({ relucent: 1, data, regularizer: { weight: 0.5 } });
  expect(document.kind === 'spec' && document.spec.regularizer).toEqual({
    type: 'weight-decay',
    weight: 0.5,
  });
});
