import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { validateDocument } from '#relucent/core/validation.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { execute } from '#relucent/pipeline/execute.js';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const onPage = read('docs/methods/rvsm.md').match(/```json\n([^`]*)```/)![1]!;

it.each([
  ['docs/methods/rvsm.md', onPage],
  ['examples/sparse-filter.json', read('examples/sparse-filter.json')],
])('the spec of %s gives a sparse filter', async (_, text) => {
  const context = { registry: builtinRegistry(), signal: new AbortController().signal, report: () => {} };
  const { result } = await execute(validateDocument(JSON.parse(text)), context);
  expect(result.status).toBe('solved');
  if ('runs' in result) throw new Error('expected one run');
  expect(result.sparsity!.zeroWeights).toBeGreaterThan(5);
  expect(result.solver.details!['fixedPoint']).toMatchObject({ parallel: expect.closeTo(0, 9) });
});
