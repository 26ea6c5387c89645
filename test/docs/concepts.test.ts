import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateDocument } from '#relucent/core/validation.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { execute } from '#relucent/pipeline/execute.js';
import { cli } from '../e2e/product.js';

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

/** The commands of a page, in their order. */
function commandsOf(name: string): string[] {
  return [...page(name).matchAll(/```sh\n([^`]*)```/g)].flatMap(([, block]) => block!.trim().split('\n'));
}

describe('what each bound means', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'concepts-'));
    writeFileSync(join(folder, 'spec.json'), documentOf('bounds.md'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has an example with a global bound that is checked, and its figures are files', {
    timeout: 60_000,
  }, async () => {
    const commands = [...commandsOf('bounds.md'), ...commandsOf('page.md').slice(0, 1)];
    expect(commands.map((command) => command.split(' ')[2])).toEqual(['run', 'check', 'report']);
    for (const command of commands) {
      const ended = await cli(command.split(' ').slice(2), '', folder);
      expect([command, ended.code, ended.code === 0 ? '' : ended.stderr]).toEqual([command, 0, '']);
    }
    const { bounds } = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
    expect(bounds.scope).toBe('global');
    expect(bounds.gap).toBeLessThanOrEqual(1e-5 * bounds.upper);
    expect(readdirSync(join(folder, 'figures'))).toEqual(
      expect.arrayContaining(['ladder.svg', 'plane-0.svg']),
    );
  });

  it('says rightly that sampled patterns bound themselves alone', async () => {
    const sampled = { name: 'convex', options: { patterns: { method: 'sampled', distinct: 10 } } };
    const result = await run(JSON.stringify({ ...JSON.parse(documentOf('bounds.md')), solver: sampled }));
    if ('runs' in result) throw new Error('expected one run');
    expect(result.bounds.scope).toBe('sampled-patterns');
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
