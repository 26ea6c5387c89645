import { expect, it } from 'vitest';
import { createEventFeed } from '#relucent/jobs/event-feed.js';
import type { Job, JobEvent } from '#relucent/jobs/job.js';

const progress = (id: number): JobEvent => ({ id, type: 'progress', data: { iteration: id } });
const final = (id: number): JobEvent => ({ id, type: 'status', data: { status: 'succeeded', at: 'then' } });
const never = new AbortController().signal;

/** A store whose log is read slowly, so that live events come during the replay. */
function slowLog(log: JobEvent[], status: Job['status'] = 'running') {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store = {
    get: async () => ({ status }) as Job,
    events: async (_id: string, after: number) => {
      const read = log.filter(({ id }) => id > after);
      await gate;
      return read;
    },
  };
  return { store, release };
}

async function collect(source: AsyncIterable<JobEvent>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of source) ids.push(id);
  return ids;
}

it('gives every event once when the replay and live events overlap', async () => {
  const log = [1, 2, 3].map(progress);
  const { store, release } = slowLog(log);
  const feed = createEventFeed(store);
  const ids = collect(feed.follow('j', 0, never));
  await Promise.resolve();
  for (const event of [progress(3), progress(4), final(5)]) feed.publish('j', event);
  release();
  expect(await ids).toEqual([1, 2, 3, 4, 5]);
});

it('ends at once after the log of a job that has ended', async () => {
  const { store, release } = slowLog([progress(1), final(2)], 'succeeded');
  release();
  const feed = createEventFeed(store);
  expect(await collect(feed.follow('j', 0, never))).toEqual([1, 2]);
  expect(await collect(feed.follow('j', 1, never))).toEqual([2]);
  expect(await collect(feed.follow('j', 2, never))).toEqual([]);
  expect(await collect(feed.follow('j', 99, never))).toEqual([1, 2]);
});

it('lets followers go when they leave and when the job is removed', async () => {
  const { store, release } = slowLog([progress(1)]);
  release();
  const feed = createEventFeed(store);
  const leaving = new AbortController();
  const left = collect(feed.follow('j', 0, leaving.signal));
  const removed = collect(feed.follow('j', 0, never));
  await new Promise((resolve) => setTimeout(resolve, 5));
  leaving.abort();
  expect(await left).toEqual([1]);
  feed.publish('j', progress(2));
  feed.end('j');
  expect(await removed).toEqual([1, 2]);
});
