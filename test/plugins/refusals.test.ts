import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { penaltyFromExpression } from '#relucent/core/proximal/from-expression.js';
import { regularizerFromCode, regularizerFromFile } from '#relucent/plugins/regularizer.js';
import { checkRegularizer } from '#relucent/plugins/regularizer-check/check.js';
import { prove } from '#relucent/plugins/regularizer-check/prove.js';
import { RegularizerRefused } from '#relucent/plugins/regularizer-check/report.js';

const fileOf = (name: string) => fileURLToPath(new URL(`./wrong/${name}.mjs`, import.meta.url));

async function refusalOf(work: () => Promise<unknown>): Promise<RegularizerRefused> {
  try {
    await work();
  } catch (error) {
    if (error instanceof RegularizerRefused) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

it.each([
  ['wrong-l0', 'not-a-minimizer', 'which costs 0.5; 0 costs 0.32'],
  ['wrong-sign', 'wrong-sign', 'the sign of the result is wrong'],
  ['wrong-scale', 'wrong-scale', 'The result would be right for the step 1: its scale is wrong'],
  ['no-prox', 'not-a-minimizer', 'The operator must minimise step P(y)'],
  ['nan-at-zero', 'prox-not-a-number', 'returned (NaN, NaN, NaN, NaN) at x = (0, 0, 0, 0)'],
  ['random', 'not-deterministic', 'answers the same input differently'],
  ['quadratic', 'too-slow', 'its time must grow no faster than the entries'],
  ['global', 'global-state', 'it adds lastStep to globalThis'],
  ['prototype', 'global-state', 'it adds name to Object.prototype'],
  ['writes', 'changes-its-arguments', 'work on a copy'],
  ['leaves', 'throws', 'it ended its process while it was loaded'],
  ['hoards', 'memory-limit', 'it took more than 256 MB in the check "purity"'],
  ['hoards-arrays', 'memory-limit', 'it took more than 256 MB'],
  ['wrong-gradient', 'wrong-gradient', 'differences of its values give'],
  ['not-convex', 'not-convex', 'it says it is convex'],
  ['wrong-value', 'value-mismatch', 'says that the penalty there is 0'],
  ['no-regularizer', 'not-a-regularizer', 'formula and reference must be texts'],
])('%s is refused: %s', async (name, code, words) => {
  const refusal = await refusalOf(() => regularizerFromFile(fileOf(name)));
  expect([refusal.code, refusal.message]).toEqual([code, expect.stringContaining(words)]);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect('lastStep' in globalThis).toBe(false);
});

it('one that does not come back is ended', async () => {
  const url = pathToFileURL(fileOf('endless')).href;
  const refusal = await refusalOf(() => prove({ url }, 1.5));
  expect(refusal.code).toBe('time-limit');
  // On a busy machine the module is still being loaded.
  expect(refusal.message).toMatch(
    /did not come back within 1.5 s (while it was loaded|in the check "purity")/,
  );
});

it('the wrong l0 has a counterexample that anybody can check', async () => {
  const { counterexample } = await refusalOf(() => regularizerFromFile(fileOf('wrong-l0')));
  const { x, step, returned, cost, better, betterCost } = counterexample!;
  const costAt = ([y]: readonly number[]) => step! * (y === 0 ? 0 : 1) + (x[0]! - y!) ** 2 / 2;
  expect(costAt(returned as number[])).toBeCloseTo(cost!, 12);
  expect(costAt(better!)).toBeCloseTo(betterCost!, 12);
  expect(betterCost).toBeLessThan(cost!);
});

it('what passes has a report that calls itself a test', async () => {
  const { l1 } = (await import(fileOf('base'))) as { l1: Parameters<typeof regularizerFromCode>[0] };
  const plugin = regularizerFromCode(l1);
  expect(plugin).toMatchObject({ kind: 'regularizer', name: 'my-l1', source: 'code', apiVersion: 1 });
  expect(plugin.version).toMatch(/^[0-9a-f]{64}$/);
  expect(plugin.check!.note).toContain('not a proof');
  expect(plugin.check!.rows.filter(({ verdict }) => verdict === 'passed').length).toBeGreaterThan(5);
});

it.each([
  ['abs(x)', '-sign(x) * max(0, abs(x) - step)', 'wrong-sign'],
  ['abs(x)', 'x / abs(x) * max(0, abs(x) - step)', 'prox-not-a-number'],
  ['x != 0 ? 1 : 0', 'abs(x) > step ? x : 0', 'not-a-minimizer'],
  ['-abs(x)', 'numeric', 'negative-value'],
  ['sqrt(x)', 'numeric', 'value-not-a-number'],
])('the expression %s with %s is refused: %s', async (value, prox, code) => {
  const penalty = penaltyFromExpression({ name: 'mine', value, prox, params: {}, convex: false });
  const refusal = await refusalOf(async () => checkRegularizer(penalty));
  expect(refusal.code).toBe(code);
});
