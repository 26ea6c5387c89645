import type { StopReason } from '../core/stop.js';
import type { Document } from '../core/validation.js';
import type { Database } from './database/database.js';
import { JobConflict, JobNotFound, QueueFull, ServiceStopping } from './errors.js';
import type { Job, JobEvent, Wishes } from './job.js';
import { newJobId } from './job-id.js';
import { followEvents } from './store/job-events.js';
import { readFile } from './store/job-files.js';
import { getJob } from './store/job-row.js';
import {
  cancelJob,
  countQueued,
  createJob,
  type JobPage,
  type JobQuery,
  listJobs,
  removeJob,
} from './store/jobs.js';

const cancelledByUser: StopReason = { status: 'cancelled', message: 'cancelled by the user' };

/** What a job leaves. */
export type Artifact = 'result' | 'report';

/** Everything that clients can do with jobs. Methods that take an id throw JobNotFound when there is none. */
export interface JobService {
  /**
   * Accepts a validated document; the job is on disk when the promise resolves. A key that the owner used before gives
   * the job it came with, and throws JobConflict when the body was another. Throws QueueFull.
   */
  submit(document: Document, wishes: Wishes): Promise<Job>;
  get(id: string): Promise<Job>;
  list(query: JobQuery): Promise<JobPage>;
  /** The job's events after the one with id `after`, as followEvents gives them. */
  follow(id: string, after: number, signal: AbortSignal): AsyncGenerator<JobEvent, void, undefined>;
  /** The file, or nothing when the job left none. */
  artifact(id: string, artifact: Artifact): Promise<Buffer | undefined>;
  /** Asks for the end of a job; what it has found by then is kept. Throws JobConflict when it is final. */
  cancel(id: string, reason?: StopReason): Promise<Job>;
  /** Throws JobConflict while the job runs. */
  remove(id: string): Promise<void>;
  /** Throws an Error when no job could be accepted. */
  checkReady(): Promise<void>;
  /** Takes no more work and lets followers go. */
  stop(): void;
}

/** `queuedJobs`: while so many wait, no more are accepted. */
export function jobService(database: Database, queuedJobs = Number.POSITIVE_INFINITY): JobService {
  const stopped = new AbortController();
  const refuseWhenStopping = () => {
    if (stopped.signal.aborted) throw new ServiceStopping();
  };
  const get = async (id: string): Promise<Job> => {
    const job = await getJob(database, id);
    if (!job) throw new JobNotFound(id);
    return job;
  };

  return {
    get,
    list: (query) => listJobs(database, query),
    async submit(document, { owner, priority, idempotency, webhook }) {
      refuseWhenStopping();
      if ((await countQueued(database, queuedJobs)) >= queuedJobs) throw new QueueFull(queuedJobs);
      const { name, limits } = document.kind === 'spec' ? document.spec : document.comparison.compare;
      const job = await createJob(
        database,
        {
          id: newJobId(),
          kind: document.kind,
          ...(name === undefined ? {} : { name }),
          owner,
          priority,
          createdAt: new Date().toISOString(),
          budget: { seconds: limits.seconds, memoryMb: limits.memoryMb },
          ...(idempotency ? { idempotency } : {}),
        },
        document,
        webhook,
      );
      if (job.idempotency?.bodySha256 !== idempotency?.bodySha256) {
        throw new JobConflict('this Idempotency-Key was used before, with another body');
      }
      return job;
    },
    follow: (id, after, signal) =>
      followEvents(database, id, after, AbortSignal.any([signal, stopped.signal])),
    artifact: (id, artifact) => readFile(database, id, artifact),
    async cancel(id, reason = cancelledByUser) {
      await cancelJob(database, id, reason);
      return get(id);
    },
    remove: (id) => removeJob(database, id),
    async checkReady() {
      refuseWhenStopping();
      await database.query('update probes set writes = writes + 1');
    },
    stop: () => stopped.abort(),
  };
}
