import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { validateDocument } from '#relucent/core/validation.js';
import { loadProblem } from '#relucent/data/load-problem.js';
import { ialamTrainer } from '#relucent/nonconvex/ialam/trainer.js';

it('the page of the method shows a spec that it trains', async () => {
  const page = readFileSync(new URL('../../../docs/methods/ialam.md', import.meta.url), 'utf8');
  const document = validateDocument(JSON.parse(/```json\n([^`]*)```/.exec(page)![1]!));
  if (document.kind !== 'spec') throw new Error('expected a spec');
  expect(document.spec.solver.name).toBe('ialam');
  expect(ialamTrainer.supports(await loadProblem(document.spec, {}))).toBe(true);
});
