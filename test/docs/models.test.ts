import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { ModelSpec } from '#relucent/core/generated/documents.js';
import { schema } from '#relucent/core/schemas.js';
import { validateDocument } from '#relucent/core/validation.js';
import { loadProblem } from '#relucent/data/load-problem.js';
import { tensorNetwork } from '#relucent/nonconvex/networks/tensor-network.js';

const page = readFileSync(fileURLToPath(new URL('../../docs/models.md', import.meta.url)), 'utf8');

const specs = [...page.matchAll(/```json\n([^`]*)```/g)].map(([, text]) => {
  const document = validateDocument(JSON.parse(text!));
  if (document.kind !== 'spec') throw new Error('expected a spec');
  return document.spec;
});

it('there is one valid spec per model', () => {
  const types = Object.keys(
    (schema('task.json') as { $defs: { model: { discriminator: { mapping: object } } } }).$defs.model
      .discriminator.mapping,
  );
  expect(specs.map(({ model }) => model.type)).toEqual(types as ModelSpec['type'][]);
});

it.each(specs.filter(({ data }) => data.source === 'generator'))(
  '$model.type fits its data',
  async (spec) => {
    const network = tensorNetwork(await loadProblem(spec, {}));
    expect(network.parameters.length).toBeGreaterThan(0);
  },
);
