import { getExamples, getResult } from '../api.js';
import type { Route } from '../route.js';
import { rememberedDocument } from './sent-documents.js';

type Source = NonNullable<Extract<Route, { view: 'new' }>['from']>;

const blank = {
  relucent: 1,
  name: 'Two moons',
  data: { source: 'generator', name: 'two-moons', n: 100, bias: true },
  loss: { type: 'hinge' },
  regularizer: { type: 'weight-decay', weight: 0.001 },
  solver: { name: 'auto' },
};

const onDataset = (id: string) => ({
  ...blank,
  name: `Dataset ${id}`,
  data: { source: 'dataset', id, scale: 'standardize', bias: true, split: { test: 0.25 } },
});

/** The text that a new job begins with: an example, a copy of an earlier job, or a small problem. */
export async function startingText(from?: Source): Promise<string> {
  if (!from) return written(blank);
  if (from.kind === 'dataset') return written(onDataset(from.name));
  if (from.kind === 'example') {
    const example = (await getExamples()).find(({ name }) => name === from.name);
    if (!example) throw new Error(`there is no example "${from.name}"`);
    return written(example.document);
  }
  const remembered = rememberedDocument(from.name);
  if (remembered !== undefined) return remembered;
  const result = await getResult(from.name);
  const document = 'comparison' in result && result.comparison ? result.comparison : result.spec;
  if (!document) throw new Error('its result does not carry the document, and another browser sent it');
  return written(document);
}

/** JSON for people; short arrays of numbers stay on one line. No string holds a line break that is not escaped. */
export function written(document: unknown): string {
  return JSON.stringify(document, undefined, 2).replace(
    /\[\n\s*([-\d.e+,\s]{1,120}?)\n\s*\]/g,
    (_, numbers: string) => `[${numbers.replace(/\s+/g, ' ')}]`,
  );
}
