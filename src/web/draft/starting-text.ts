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

/** The text that a new job begins with: an example, a copy of an earlier job, or a small problem. */
export async function startingText(from?: Source): Promise<string> {
  if (!from) return written(blank);
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

/** JSON for people; short arrays of numbers stay on one line. */
export function written(document: unknown): string {
  return JSON.stringify(document, undefined, 2).replace(
    /\[\s+([-\d.e+,\s]{1,120}?)\s+\]/g,
    (_, numbers: string) => {
      return `[${numbers.replace(/\s+/g, ' ')}]`;
    },
  );
}
