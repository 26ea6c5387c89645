import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { builtinPenalties } from '#relucent/core/proximal/index.js';
import { validateDocument } from '#relucent/core/validation.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { execute } from '#relucent/pipeline/execute.js';
import { penaltiesOf } from '#relucent/plugins/penalties.js';
import { regularizerFromDefinition, regularizerFromFile } from '#relucent/plugins/regularizer.js';
import { readDefinition } from '#relucent/plugins/regularizer-definition.js';
import { newDirectory } from '../server/client.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/plugins.md'), 'utf8');
const blocks = [...page.matchAll(/```(\w+) ?([\w=.-]*)\n([^`]*)```/g)].map(([, language, tag, text]) => ({
  language,
  tag: tag!,
  text: text!,
}));
const tagged = (tag: string) => blocks.filter((block) => block.tag === tag).map(({ text }) => text);
const spec = JSON.parse(tagged('')[0]!);

async function run(registry: ReturnType<typeof builtinRegistry>, document: object) {
  const { result } = await execute(validateDocument(document, penaltiesOf(registry)), {
    registry,
    signal: new AbortController().signal,
    report: () => {},
  });
  if ('runs' in result) throw new Error('expected one run');
  return result;
}

describe('docs/plugins.md', () => {
  it('names every penalty', () => {
    for (const name of builtinPenalties.keys()) expect(page).toContain(`\`${name}\``);
  });

  it('its spec trains to weights that are exactly 0', async () => {
    const result = await run(builtinRegistry(), spec);
    expect(result.sparsity!.zeroWeights).toBeGreaterThan(0);
    expect(result.provenance.regularizer).toMatchObject({ name: 'mcp', source: 'built-in' });
  });

  it.each(tagged('http').map((text) => [JSON.parse(text).name, text]))(
    'the expression %s trains',
    async (type, text) => {
      const registry = builtinRegistry();
      registry.register(await regularizerFromDefinition(readDefinition(JSON.parse(text))));
      const result = await run(registry, { ...spec, regularizer: { type, weight: 0.01 } });
      expect(result.provenance.regularizer).toMatchObject({ name: type, source: 'expression' });
    },
  );

  it('the module trains', async () => {
    const file = join(newDirectory(), 'my-huber.mjs');
    writeFileSync(file, tagged('file=my-huber.mjs')[0]!);
    const registry = builtinRegistry();
    registry.register(await regularizerFromFile(file));
    const result = await run(registry, { ...spec, regularizer: { type: 'my-huber', weight: 0.01 } });
    expect(result.provenance.regularizer).toMatchObject({
      source: 'file',
      check: { rows: expect.any(Array) },
    });
  });

  it('the program runs', async () => {
    const file = join(newDirectory(), 'program.mjs');
    const main = pathToFileURL(join(root, 'dist/index.js')).href;
    writeFileSync(file, tagged('ts')[0]!.replace("'relucent'", JSON.stringify(main)));
    const { result } = (await import(file)) as { result: Awaited<ReturnType<typeof run>> };
    expect(result.provenance.regularizer).toMatchObject({ name: 'capped-l1', source: 'code' });
  });

  it('the wrong l0 is refused as it says', async () => {
    const wrong = readDefinition(JSON.parse(tagged('refused')[0]!));
    await expect(regularizerFromDefinition(wrong)).rejects.toMatchObject({
      code: 'not-a-minimizer',
      counterexample: { x: [0.8], step: 0.5, returned: [0.8], cost: 0.5, better: [0] },
    });
  });
});

const quickjs = await import('quickjs-emscripten' as string).then(
  () => true,
  () => false,
);

describe.skipIf(!quickjs)('JavaScript in the sandbox', () => {
  const definition = JSON.parse(tagged('sandbox')[0]!);
  const prove = (module: string) => {
    process.env['RELUCENT_SANDBOX'] = '1';
    return regularizerFromDefinition(readDefinition({ ...definition, module }));
  };

  it('passes where it is right', async () => {
    expect(await prove(definition.module)).toMatchObject({ source: 'sandbox' });
  });

  it.each([
    ['for (;;);', 'throws', 'a call took more than 2 s'],
    ['const a = []; for (;;) a.push({});', 'throws', 'out of memory'],
    ['const a = []; for (;;) a.push(new Float64Array(1e5));', 'throws', 'out of memory'],
    ['process.exit(1);', 'throws', "'process' is not defined"],
    ['Math.random();', 'throws', 'not a function'],
    [
      'globalThis.n = (globalThis.n ?? 0) + 1; step *= 1 + 1e-9 * (n % 5);',
      'not-deterministic',
      'differently',
    ],
  ])('with %s it is refused: %s', async (line, code, words) => {
    const module = definition.module.replace('const y', `${line}\n  const y`);
    await expect(prove(module)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });
});
