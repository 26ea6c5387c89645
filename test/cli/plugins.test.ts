import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { newDirectory } from '../server/client.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = newDirectory();
const wrongL0 = join(root, 'test/plugins/wrong/wrong-l0.mjs');
const logSum = join(folder, 'log-sum.json');
const params = { a: { default: 0.1, exclusiveMinimum: 0 } };
writeFileSync(logSum, JSON.stringify({ name: 'log-sum', value: 'log(1 + abs(x) / a)', params }));

async function relucent(...inputs: string[]) {
  const started = promisify(execFile)(process.execPath, [join(root, 'dist/cli/main.js'), ...inputs]);
  return started.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

it('plugins list has all kinds, and the regularizers of files', async () => {
  const { stdout } = await relucent('plugins', 'list', '--plugin', logSum);
  expect(stdout).toMatch(/^trainer +rvsm/m);
  expect(stdout).toMatch(/^regularizer +nuclear/m);
  expect(stdout).toMatch(/^regularizer +gram-inf-norm/m);
  expect(stdout).toMatch(/^regularizer +log-sum/m);
});

it('plugins check prints the report, or the refusal with its counterexample', async () => {
  const good = await relucent('plugins', 'check', logSum);
  expect([good.code, good.stdout]).toEqual([0, expect.stringMatching(/^log-sum passes[\s\S]*not a proof/)]);
  const bad = await relucent('plugins', 'check', wrongL0);
  expect(bad.code).toBe(2);
  expect(bad.stderr).toContain('refused (not-a-minimizer)');
  expect(bad.stderr).toContain('"better":[0]');
});

it('plugins show draws the penalty, its map and its envelope', async () => {
  const file = join(folder, 'log-sum.svg');
  const inputs = ['plugins', 'show', 'log-sum', '--plugin', logSum, '--param', 'a=0.2', '--svg', file];
  expect((await relucent(...inputs)).stdout).toContain('parameters {"a":0.2}');
  const svg = readFileSync(file, 'utf8');
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(svg.match(/class="curve/g)).toHaveLength(3);
  // The map jumps at both thresholds.
  expect(
    /The penalty[\s\S]*Its proximal[\s\S]*?<path class="curve[^"]*" d="([^"]*)"/.exec(svg)![1]!.match(/M/g),
  ).toHaveLength(3);
  expect((await relucent('plugins', 'show', 'kl-sparsity')).stdout).toMatch(/relative entropy[\s\S]*"rho"/);
  expect((await relucent('plugins', 'show', 'log-sun', '--plugin', logSum)).stderr).toContain('"log-sum"');
});

it('run --plugin trains, and its result can be checked with it or by itself', async () => {
  const [spec, out, report] = ['spec.json', 'result.json', 'report.html'].map((name) => join(folder, name));
  const document = {
    relucent: 1,
    data: { source: 'generator', name: 'patches-teacher', n: 40, d: 6, patches: 2 },
    model: { type: 'patches', patches: 2 },
    loss: { type: 'squared' },
    regularizer: { type: 'log-sum', weight: 0.001 },
    solver: { name: 'rvsm', options: { iterations: 100 } },
  };
  writeFileSync(spec!, JSON.stringify(document));
  const run = await relucent('run', spec!, '--plugin', logSum, '--out', out!, '--report', report!);
  expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('objective')]);
  expect(readFileSync(report!, 'utf8')).toMatch(
    /<h2>Regularizer<\/h2>[\s\S]*Its Moreau envelope[\s\S]*not a proof/,
  );
  expect((await relucent('check', out!)).code).toBe(0);
  expect((await relucent('check', out!, '--data', spec!, '--plugin', logSum)).code).toBe(0);
  const without = await relucent('run', spec!);
  expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('/regularizer/type')]);
});
