import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newJobId } from '#relucent/jobs/job-id.js';
import { jobService } from '#relucent/jobs/job-service.js';
import { openStore } from '#relucent/jobs/open-store.js';
import { claimTask } from '#relucent/jobs/store/queue.js';
import { newDirectory } from './databases.js';

const spec = { relucent: 1, data: { source: 'generator', name: 'two-moons', n: 20 } };

/** A job as the first version laid it down in files. */
function layDown(directory: string, job: object, files: Record<string, string> = {}): string {
  const id = newJobId();
  const folder = join(directory, 'jobs', id);
  mkdirSync(folder, { recursive: true });
  const at = '2026-01-01T00:00:00.000Z';
  const state = {
    id,
    kind: 'spec',
    createdAt: at,
    progress: {},
    attempts: 1,
    cancelRequested: false,
    ...job,
  };
  writeFileSync(join(folder, 'job.json'), JSON.stringify(state));
  writeFileSync(join(folder, 'spec.json'), JSON.stringify(spec));
  const first = { id: 1, type: 'status', data: { status: 'queued', at } };
  writeFileSync(join(folder, 'events.ndjson'), `${JSON.stringify(first)}\n`);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return id;
}

it('takes over the jobs of a data directory without a database, once', async () => {
  const directory = newDirectory();
  const done = layDown(
    directory,
    {
      status: 'succeeded',
      name: 'old',
      finishedAt: '2026-01-02T00:00:00.000Z',
      progress: { iteration: 3 },
      idempotency: { key: 'k', bodySha256: 'h' },
    },
    { 'result.json': '{"old":1}', 'report.html': '<p>old</p>' },
  );
  const running = layDown(directory, { status: 'running' });
  const unrecorded = layDown(directory, { status: 'running' }, { 'result.json': '{}' });
  const cancelled = layDown(directory, { status: 'running', cancelRequested: true });
  const torn = layDown(directory, { status: 'queued' });
  writeFileSync(join(directory, 'jobs', torn, 'job.json'), '{"id":');
  appendFileSync(join(directory, 'jobs', done, 'events.ndjson'), '{"id":2,"type":"prog');
  mkdirSync(join(directory, 'jobs', '.new-half-accepted'));

  const warnings: string[] = [];
  const logger = { info() {}, warn: (text: string) => void warnings.push(text), error() {} };
  const store = await openStore({ dataDir: directory, logger });
  const jobs = jobService(store.database);
  const { jobs: list } = await jobs.list({ limit: 9 });
  expect(Object.fromEntries(list.map(({ id, status }) => [id, status]))).toEqual({
    [done]: 'succeeded',
    [running]: 'queued',
    [unrecorded]: 'succeeded',
    [cancelled]: 'cancelled',
  });
  expect(warnings).toEqual([expect.stringContaining(torn)]);
  expect(await jobs.get(done)).toMatchObject({ name: 'old', progress: { iteration: 3 }, lastEvent: 1 });
  expect(String(await jobs.artifact(done, 'result'))).toBe('{"old":1}');
  expect(String(await jobs.artifact(done, 'report'))).toBe('<p>old</p>');
  expect((await claimTask(store.database, 'w'))?.job).toBe(running);
  expect(await claimTask(store.database, 'w')).toBeUndefined();
  await store.close();

  expect(existsSync(join(directory, 'jobs'))).toBe(false);
  expect(readdirSync(join(directory, 'jobs-imported'))).toContain(done);
  const again = await openStore({ dataDir: directory, logger });
  expect((await jobService(again.database).list({ limit: 9 })).jobs).toHaveLength(4);
  await again.close();
});

it('says of a damaged database what to do, and lets go of the directory', async () => {
  const directory = newDirectory();
  writeFileSync(
    join(directory, 'relucent.db'),
    'no database at all, but long enough to look like a page'.repeat(99),
  );
  const logger = { info() {}, warn() {}, error() {} };
  await expect(openStore({ dataDir: directory, logger })).rejects.toThrow(/damaged.*restore a backup/);
  expect(readdirSync(directory).filter((name) => name.startsWith('lock'))).toEqual([]);
});
