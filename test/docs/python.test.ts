import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startProduct } from '../e2e/product.js';
import { call } from '../server/client.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const quickstart = readFileSync(`${root}examples/python/quickstart.py`, 'utf8');
/** An interpreter that is asked for by name must be there and know NumPy. */
const wanted = process.env['RELUCENT_PYTHON'];
const python = wanted ?? 'python3';
const able = spawnSync(python, ['-c', 'import numpy']).status === 0;

it('the page on Python shows what the quickstart does, word for word', () => {
  const page = readFileSync(`${root}docs/python.md`, 'utf8');
  const snippets = [...page.matchAll(/^```python\n([\s\S]*?)^```/gm)].map(([, code]) => code!);
  expect(snippets.length).toBe(5);
  for (const snippet of snippets) expect(quickstart).toContain(snippet);
  expect([...quickstart.matchAll(/^(?:import|from) (\w+)/gm)].map(([, name]) => name).sort()).toEqual([
    'io',
    'json',
    'numpy',
    'sys',
    'time',
    'urllib',
    'urllib',
  ]);
});

describe.skipIf(!able && wanted === undefined)('the quickstart', () => {
  it('uploads, compares, follows and computes what the result says', { timeout: 60_000 }, async () => {
    const product = await startProduct();
    try {
      const { stdout } = await promisify(execFile)(python, [
        `${root}examples/python/quickstart.py`,
        product.url,
      ]);
      expect(stdout).toMatch(/^.+: objective 0\.\d{4}$/m);
      for (const kind of ['lower', 'upper', 'reached'])
        expect(stdout).toMatch(new RegExp(`^ +${kind}  `, 'm'));
      const { jobs } = (await call(`${product.url}/v1/jobs`)).body;
      const { runs } = (await call(`${product.url}/v1/jobs/${jobs[0].id}/result`)).body;
      const { metrics, sparsity } = runs[0];
      expect(stdout).toContain(
        `accuracy of ${sparsity.neurons} neurons on the training rows: ${metrics.train.accuracy.toFixed(4)}`,
      );
    } finally {
      await product.stop();
    }
  });
});
