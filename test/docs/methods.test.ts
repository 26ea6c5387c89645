import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { validateDocument } from '#relucent/core/validation.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { execute } from '#relucent/pipeline/execute.js';

const folder = fileURLToPath(new URL('../../docs/methods/', import.meta.url));
const examples = readdirSync(folder).flatMap((name) => {
  const page = readFileSync(`${folder}/${name}`, 'utf8');
  return [...page.matchAll(/```json\n([^`]*)```/g)].map(([, text]) => [name, text!] as const);
});

it.each(examples)('the example of %s runs', async (_name, text) => {
  const { result } = await execute(validateDocument(JSON.parse(text)), {
    registry: builtinRegistry(),
    signal: new AbortController().signal,
    report: () => {},
  });
  if ('runs' in result) throw new Error('expected one run');
  expect(result.network).toBeDefined();
  expect(result.objective).toBeLessThan(result.history[0]!.objective!);
});
