import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launch } from '#relucent/jobs/launch.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';

const module = new URL('../../dist/jobs/job-process.js', import.meta.url);
const hasTrainers = builtinRegistry().list('trainer').length > 0;

function run(spec: object) {
  const folder = mkdtempSync(join(tmpdir(), 'relucent-process-'));
  writeFileSync(join(folder, 'spec.json'), JSON.stringify({ relucent: 1, ...spec }));
  const crashes: string[] = [];
  const { ended } = launch({
    threads: 1,
    module,
    folder,
    budget: { seconds: 30, memoryMb: 2048 },
    onProgress() {},
    onCrash: ({ stderr }) => crashes.push(stderr),
  });
  return { folder, crashes, ended };
}

it('reports a spec that is not valid, and leaves nothing in the folder', async () => {
  const { folder, crashes, ended } = run({ data: 'not a spec that was ever accepted' });
  expect(await ended).toMatchObject({ status: 422, type: 'urn:relucent:problem:invalid-input' });
  expect(crashes).toEqual([]);
  expect(existsSync(join(folder, 'result.json'))).toBe(false);
});

describe.skipIf(!hasTrainers)('with the real pipeline', () => {
  it('leaves a result and a report', async () => {
    const { folder, crashes, ended } = run({ data: { source: 'generator', name: 'two-moons', n: 20 } });
    expect([await ended, crashes]).toEqual([undefined, []]);
    expect(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'))).toMatchObject({ relucent: 1 });
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch('<html');
  });

  it('names the field when the data do not fit', async () => {
    const { ended } = run({ data: { source: 'inline', x: [[1], [2]], y: [1, -1, 1] } });
    expect(await ended).toMatchObject({
      status: 422,
      errors: [{ pointer: expect.stringMatching('^/data/') }],
    });
  });
});
