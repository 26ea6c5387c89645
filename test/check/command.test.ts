import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import type { Result } from '#relucent/core/generated/documents.js';
import { runToJson, specs } from './runs.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'relucent-check-'));
let result: Result;
beforeAll(async () => {
  result = await runToJson(specs['standard-hinge']);
});

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const check = (...args: string[]) =>
  spawnSync(process.execPath, [main, 'check', ...args], { encoding: 'utf8' });

it('exits 0 when everything holds, 3 when something fails or stays open, 2 for bad input', () => {
  const good = file('good.json', result);
  const spec = file('spec.json', { relucent: 1, ...specs['standard-hinge'] });
  const bad = file('bad.json', { ...result, objective: 0 });
  const { spec: _, ...bare } = result;

  const passed = check(good, '--data', spec);
  expect([passed.status, passed.stderr]).toEqual([0, '']);
  expect(passed.stdout).toMatch(/^checked against the spec given by --data\n/);
  expect(check(good).stdout).toMatch(/^checked against the spec that the result itself carries/);

  const failed = check(bad);
  expect(failed.status).toBe(3);
  expect(failed.stdout).toMatch(/^fail +\/objective +claimed 0, recomputed 0\.\d+/m);
  expect(failed.stdout).toMatch(/\nfail: .*failed: \/objective/);

  const open = check(file('bare.json', bare), '--json');
  expect(open.status).toBe(3);
  expect(JSON.parse(open.stdout)).toMatchObject({ verdict: 'incomplete', document: 'none' });

  for (const wrong of [[file('no.json', '{')], [join(folder, 'missing.json')], [good, '--data', bad]]) {
    expect(check(...wrong).status).toBe(2);
  }
});
