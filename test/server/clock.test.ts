import { afterEach, expect, it, vi } from 'vitest';
import { validateDocument } from '#relucent/core/validation.js';
import { startHousekeeping } from '#relucent/jobs/housekeeping.js';
import { jobService } from '#relucent/jobs/job-service.js';
import { openDatabase } from '#relucent/jobs/open-store.js';
import { addWebhook, settleWebhook, takeWebhook, webhookIsDue } from '#relucent/jobs/store/webhooks.js';
import { startService } from '#relucent/server/start.js';
import { call, ended, events, fakeProcess, newDirectory, specNamed, submit, until } from './client.js';

// The clock that the service reads is moved; timers and the steady clock go on.

const dayMs = 86_400_000;
const logger = { info() {}, warn: vi.fn(), error() {} };
const jump = (ms: number) => vi.setSystemTime(Date.now() + ms);

afterEach(() => {
  vi.useRealTimers();
});

async function openJobs() {
  const database = await openDatabase({ dataDir: newDirectory(), databaseUrl: undefined, logger });
  const jobs = jobService(database);
  const { id } = await jobs.submit(validateDocument(specNamed('instant')), { owner: 'local', priority: 0 });
  return { database, jobs, id };
}

it.each([-2, 400])('a clock that jumps by %s days disturbs no job', async (days) => {
  const service = await startService({
    host: '127.0.0.1',
    port: 0,
    dataDir: newDirectory(),
    concurrency: 1,
    logger,
    processModule: fakeProcess,
  });
  const running = await submit(service.url, 'slow 400');
  const waiting = await submit(service.url, 'instant');
  await until(running, ({ progress }) => progress.iteration > 2, 1e15);
  vi.useFakeTimers({ toFake: ['Date'] });
  jump(days * dayMs);
  const later = await submit(service.url, 'instant');
  const follower = await events(running);
  expect(follower.received.at(-1)!.data.status).toBe('succeeded');
  expect(follower.received.map(({ id }) => id)).toEqual(follower.received.map((_, k) => k + 1));
  for (const job of [waiting, later]) expect((await until(job, ended)).status).toBe('succeeded');
  // Newest first, whatever the clock said when they came.
  const { jobs } = (await call(`${service.url}/v1/jobs`)).body;
  expect(jobs.map(({ id }: { id: string }) => `${service.url}/v1/jobs/${id}`)).toEqual([
    later,
    waiting,
    running,
  ]);
  await service.close();
});

it('does not remove what ended today when the clock jumps ahead, but when it is started again by that clock', async () => {
  const { database, jobs, id } = await openJobs();
  await jobs.cancel(id);
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setInterval', 'clearInterval'] });
  const housekeeping = startHousekeeping(database, { retentionDays: 7 }, logger);
  jump(400 * dayMs);
  vi.advanceTimersByTime(30 * 60_000);
  await housekeeping.stop();
  expect((await jobs.get(id)).status).toBe('cancelled');
  expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('jumped'));

  const again = startHousekeeping(database, { retentionDays: 7 }, logger);
  await again.stop();
  await expect(jobs.get(id)).rejects.toThrow('there is no job');
  await database.close();
});

it('tries a webhook again that waits for a time of a clock that was set back', async () => {
  const { database, id } = await openJobs();
  await addWebhook(database, id, 'https://example.org/');
  await database.transaction((tx) => webhookIsDue(tx, id));
  const first = await takeWebhook(database);
  await settleWebhook(database, first!, { waitMs: 5_000 });
  expect(await takeWebhook(database)).toBeUndefined();
  vi.useFakeTimers({ toFake: ['Date'] });
  jump(-2 * dayMs);
  expect(await takeWebhook(database)).toMatchObject({ job: id, attempt: 2 });
  await database.close();
});
