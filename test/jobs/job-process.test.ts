import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

it('goes on from its checkpoint when its process was killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relucent-process-'));
  const checkpoints = join(folder, 'checkpoints');
  const spec = {
    relucent: 1,
    data: { source: 'generator', name: 'two-moons', n: 40, bias: true },
    solver: { name: 'gd-std', options: { epochs: 4000 } },
  };
  writeFileSync(join(folder, 'spec.json'), JSON.stringify(spec));
  writeFileSync(
    join(folder, 'checkpoints.json'),
    JSON.stringify({ folder: checkpoints, everySeconds: 0.05 }),
  );
  const order = { task: { kind: 'whole' as const }, number: 0, seconds: 60 };
  const first = launch({ threads: 1, module, folder, memoryMb: 2048 });
  const kept = () =>
    existsSync(checkpoints) && readdirSync(checkpoints).some((name) => !name.endsWith('.tmp'));
  const before: number[] = [];
  const ended = await first.run({
    ...order,
    onProgress({ iteration }) {
      if (iteration !== undefined) before.push(iteration);
      // The first checkpoint is some steps behind by now.
      if (kept() && before.length > 8) void first.kill();
    },
  });
  expect(ended).toMatchObject({ kind: 'crashed', crash: { signal: 'SIGKILL' } });

  const second = launch({ threads: 1, module, folder, memoryMb: 2048 });
  const seen: number[] = [];
  const again = await second.run({
    ...order,
    onProgress: ({ iteration }) => void (iteration !== undefined && seen.push(iteration)),
  });
  await second.kill();
  expect(again).toEqual({ kind: 'done' });
  expect(Math.min(...seen)).toBeGreaterThan(before[2]!);
  const result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
  expect(result.solver.iterations).toBe(4000);
});
