import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { validateDocument } from '#relucent/core/validation.js';
import { openFileJobStore } from '#relucent/jobs/file-job-store.js';
import type { Job } from '#relucent/jobs/job.js';
import { isJobId, newJobId } from '#relucent/jobs/job-id.js';

const spec = validateDocument({ relucent: 1, data: { source: 'generator', name: 'two-moons', n: 20 } });

function newDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'relucent-store-'));
}

function recorder() {
  const warnings: string[] = [];
  return { warnings, info() {}, warn: (message: string) => void warnings.push(message), error() {} };
}

function newJob(more: Partial<Job> = {}): Job {
  return {
    id: newJobId(),
    kind: 'spec',
    status: 'queued',
    createdAt: new Date().toISOString(),
    progress: {},
    attempts: 0,
    cancelRequested: false,
    budget: { seconds: 600, memoryMb: 512 },
    ...more,
  };
}

it('makes ids that ascend', () => {
  const ids = Array.from({ length: 70_000 }, newJobId);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every(isJobId)).toBe(true);
  expect(isJobId('../../etc/passwd')).toBe(false);
});

it('gives back after reopening what was stored, with its events', async () => {
  const directory = newDirectory();
  const store = await openFileJobStore(directory, recorder());
  const { id } = await store.create(newJob({ name: 'kept' }), spec);
  await store.setStatus(id, { status: 'running', startedAt: 'then', attempts: 1 });
  await store.setProgress(id, { iteration: 7, objective: 0.5 });
  await store.setStatus(id, { status: 'succeeded', finishedAt: 'later' });
  const [job, log] = [await store.get(id), await store.events(id, 0)];
  expect(log.map((event) => [event.id, event.type])).toEqual([
    [1, 'status'],
    [2, 'status'],
    [3, 'progress'],
    [4, 'status'],
  ]);
  await store.close();

  const again = await openFileJobStore(directory, recorder());
  expect(await again.get(id)).toEqual(job);
  expect(job).toMatchObject({ name: 'kept', status: 'succeeded', progress: { iteration: 7 }, attempts: 1 });
  expect(await again.events(id, 0)).toEqual(log);
  expect(await again.events(id, 2)).toEqual(log.slice(2));
  await again.close();
});

it('pages through jobs, newest first, by status', async () => {
  const store = await openFileJobStore(newDirectory(), recorder());
  const ids: string[] = [];
  for (let k = 0; k < 5; k++) ids.unshift((await store.create(newJob(), spec)).id);
  await store.setStatus(ids[1]!, { status: 'cancelled' });
  const first = await store.list({ limit: 2 });
  expect(first.jobs.map(({ id }) => id)).toEqual(ids.slice(0, 2));
  const rest = await store.list({ limit: 3, cursor: first.nextCursor! });
  expect(rest.jobs.map(({ id }) => id)).toEqual(ids.slice(2));
  expect(rest.nextCursor).toBeUndefined();
  expect((await store.list({ limit: 9, status: 'cancelled' })).jobs.map(({ id }) => id)).toEqual([ids[1]]);
  expect((await store.unfinished()).map(({ id }) => id)).toEqual(
    ids.toReversed().filter((id) => id !== ids[1]),
  );
  await store.close();
});

it('never changes a final status', async () => {
  const store = await openFileJobStore(newDirectory(), recorder());
  const { id } = await store.create(newJob(), spec);
  const outcomes = await Promise.allSettled([
    store.setStatus(id, { status: 'cancelled' }),
    store.setStatus(id, { status: 'running' }),
    store.setProgress(id, { iteration: 1 }),
    store.markCancelRequested(id),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
  expect(await store.events(id, 0)).toHaveLength(2);
  await store.close();
});

it('makes one job of requests with one key, even at the same time and after reopening', async () => {
  const directory = newDirectory();
  const store = await openFileJobStore(directory, recorder());
  const keyed = () => newJob({ idempotency: { key: 'k', bodySha256: 'h' } });
  const made = await Promise.all([store.create(keyed(), spec), store.create(keyed(), spec)]);
  expect(made[0]!.id).toBe(made[1]!.id);
  await store.close();
  const again = await openFileJobStore(directory, recorder());
  expect((await again.create(keyed(), spec)).id).toBe(made[0]!.id);
  await again.remove(made[0]!.id);
  expect((await again.create(keyed(), spec)).id).not.toBe(made[0]!.id);
  await again.close();
});

it('opens whatever a crash can leave behind', async () => {
  const directory = newDirectory();
  const jobs = join(directory, 'jobs');
  const store = await openFileJobStore(directory, recorder());
  const ids: string[] = [];
  for (let k = 0; k < 4; k++) ids.push((await store.create(newJob(), spec)).id);
  const [whole, torn, empty, noSpec] = ids as [string, string, string, string];
  await store.setStatus(whole, { status: 'running' });
  await store.close();
  appendFileSync(join(jobs, whole, 'events.ndjson'), '{"id":3,"type":"prog');
  writeFileSync(
    join(jobs, torn, 'job.json'),
    readFileSync(join(jobs, torn, 'job.json'), 'utf8').slice(0, 40),
  );
  rmSync(join(jobs, empty, 'job.json'));
  rmSync(join(jobs, noSpec, 'spec.json'));
  writeFileSync(join(jobs, 'a file'), '');
  cpSync(join(jobs, whole), join(jobs, '.new-half-accepted'), { recursive: true });
  mkdirSync(join(jobs, '.gone-half-removed'));

  const log = recorder();
  const again = await openFileJobStore(directory, log);
  expect((await again.list({ limit: 9 })).jobs.map(({ id }) => id)).toEqual([whole]);
  expect(log.warnings).toHaveLength(4);
  for (const [k, id] of [torn, empty, noSpec, 'a file'].entries()) expect(log.warnings[k]).toContain(id);
  expect(readdirSync(jobs).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(existsSync(join(jobs, torn))).toBe(true);
  expect((await again.setProgress(whole, { iteration: 1 })).id).toBe(3);
  expect((await again.events(whole, 1)).map(({ id }) => id)).toEqual([2, 3]);
  await again.close();
});

it('adds the final event where a crash came between the state and its event', async () => {
  const directory = newDirectory();
  const store = await openFileJobStore(directory, recorder());
  const { id } = await store.create(newJob(), spec);
  const log = join(directory, 'jobs', id, 'events.ndjson');
  const before = readFileSync(log);
  await store.setStatus(id, { status: 'succeeded', finishedAt: 'then' });
  await store.close();
  writeFileSync(log, before);
  const again = await openFileJobStore(directory, recorder());
  expect((await again.events(id, 1)).map(({ data }) => data)).toEqual([{ status: 'succeeded', at: 'then' }]);
  await again.close();
});
