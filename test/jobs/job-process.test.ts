import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { launch } from '#relucent/jobs/worker/launch.js';

const module = new URL('../../dist/jobs/worker/job-process.js', import.meta.url);

async function run(spec: object) {
  const folder = mkdtempSync(join(tmpdir(), 'relucent-process-'));
  writeFileSync(join(folder, 'spec.json'), JSON.stringify({ relucent: 1, ...spec }));
  const child = launch({ threads: 1, module, folder, memoryMb: 2048 });
  const ended = await child.run({ task: { kind: 'whole' }, number: 0, seconds: 30, onProgress() {} });
  await child.kill();
  return { folder, ended };
}

it('reports a spec that is not valid, and leaves nothing in the folder', async () => {
  const { folder, ended } = await run({ data: 'not a spec that was ever accepted' });
  expect(ended).toMatchObject({
    kind: 'failed',
    problem: { status: 422, type: 'urn:relucent:problem:invalid-input' },
  });
  expect(existsSync(join(folder, 'result.json'))).toBe(false);
});

it('leaves a result and a report', async () => {
  const { folder, ended } = await run({ data: { source: 'generator', name: 'two-moons', n: 20 } });
  expect(ended).toEqual({ kind: 'done' });
  expect(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'))).toMatchObject({ relucent: 1 });
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch('<html');
});

it('names the field when the data do not fit', async () => {
  const { ended } = await run({ data: { source: 'inline', x: [[1], [2]], y: [1, -1, 1] } });
  expect(ended).toMatchObject({
    problem: { status: 422, errors: [{ pointer: expect.stringMatching('^/data/') }] },
  });
});
