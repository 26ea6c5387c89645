import type { Database, Session, Transaction } from '../database/database.js';
import { isFinal, type JobEvent } from '../job.js';
import { getJob } from './job-row.js';
import { listenTo } from './news.js';
import { topicOf } from './topics.js';

type Unnumbered = JobEvent extends infer E ? (E extends JobEvent ? Omit<E, 'id'> : never) : never;

/** Gives the event the job's next number and logs it. The transaction holds the job from here on. */
export async function logEvent(tx: Transaction, job: string, event: Unnumbered): Promise<JobEvent> {
  const [row] = await tx.query<{ last_event: number }>(
    'update jobs set last_event = last_event + 1 where id = $1 returning last_event',
    job,
  );
  const id = row!.last_event;
  await tx.query(
    'insert into job_events (job_id, id, type, data) values ($1, $2, $3, $4)',
    job,
    id,
    event.type,
    JSON.stringify(event.data),
  );
  tx.signal(topicOf(job));
  return { id, ...event } as JobEvent;
}

/** Logged events with a greater id than `after`, in order. */
export async function eventsAfter(session: Session, job: string, after: number): Promise<JobEvent[]> {
  const rows = await session.query<{ id: number; type: string; data: string }>(
    'select id, type, data from job_events where job_id = $1 and id > $2 order by id',
    job,
    after,
  );
  return rows.map(({ id, type, data }) => ({ id, type, data: JSON.parse(data) }) as JobEvent);
}

/**
 * Events of a job with a greater id than `after`, as they are logged by whichever process; all of them when there is
 * no event `after`. Ends after the final status, when the signal is aborted, and when the job is removed.
 */
export async function* followEvents(
  database: Database,
  id: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<JobEvent, void, undefined> {
  const news = listenTo(database, topicOf(id), signal);
  try {
    let last: number | undefined;
    while (!signal.aborted) {
      // Asked before the log is read: the log of a job that was final then is complete.
      const job = await getJob(database, id);
      if (!job) return;
      last ??= after <= job.lastEvent ? after : 0;
      for (const event of await eventsAfter(database, id, last)) {
        if (signal.aborted) return;
        yield event;
        last = event.id;
      }
      if (isFinal(job.status)) return;
      await news.next();
    }
  } finally {
    news.end();
  }
}
