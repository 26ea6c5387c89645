import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { validateDocument } from '#relucent/core/validation.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { execute } from '#relucent/pipeline/execute.js';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const page = (name: string) => readFileSync(docs + name, 'utf8');

async function run(text: string) {
  const { result } = await execute(validateDocument(JSON.parse(text)), {
    registry: builtinRegistry(),
    signal: new AbortController().signal,
    report: () => {},
  });
  return result;
}

/** The one document that a page shows. */
function documentOf(name: string): string {
  const [[, text] = [], ...others] = page(name).matchAll(/```json\n([^`]*)```/g);
  expect(others).toEqual([]);
  return text!;
}

describe('what each bound means', () => {
  it('has an example whose bound is global, and one on patterns with the method it names', async () => {
    const text = documentOf('bounds.md');
    const priced = await run(text);
    if ('runs' in priced) throw new Error('expected one run');
    expect(priced.bounds.scope).toBe('global');
    expect(priced.bounds.gap!).toBeLessThanOrEqual(1e-5 * priced.bounds.upper!);
    const sampled = await run(
      JSON.stringify({
        ...JSON.parse(text),
        solver: { name: 'convex', options: { patterns: { method: 'sampled', distinct: 10 } } },
      }),
    );
    if ('runs' in sampled) throw new Error('expected one run');
    expect(sampled.bounds.scope).toBe('sampled-patterns');
    expect(sampled.bounds.upper!).toBeGreaterThanOrEqual(priced.bounds.lower!);
  });
});

describe('when the convex path is right', () => {
  it('has an example with a global bound below the convex network, and that below Adam', async () => {
    const result = await run(documentOf('when-convex.md'));
    if (!('runs' in result)) throw new Error('expected a comparison');
    expect(result.ladder.map(({ kind, label, scope }) => [kind, label, scope])).toEqual([
      ['lower', 'convex', 'global'],
      ['upper', 'convex', expect.anything()],
      ['reached', 'adam', expect.anything()],
    ]);
  });

  it('quotes figures that stand in the comparisons', () => {
    const text = page('when-convex.md');
    for (const figure of ['.104', '.212', '.0469', '.0502']) {
      expect(text).toContain(figure);
      expect(page('comparisons.md')).toContain(figure);
    }
  });
});

it('links between pages lead somewhere', () => {
  for (const name of ['bounds.md', 'when-convex.md', 'ladder.md', 'page.md', 'python.md']) {
    for (const [, target] of page(name).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(() => readFileSync(new URL(target!, `file://${docs}`))).not.toThrow();
    }
  }
});
