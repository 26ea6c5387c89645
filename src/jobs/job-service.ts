import type { ComparedTask, Spec } from '../core/generated/documents.js';
import { weightsInOrder } from '../core/regularizers/path.js';
import type { StopReason } from '../core/stop.js';
import type { Document } from '../core/validation.js';
import { JobConflict, JobNotFound, ServiceStopping } from './errors.js';
import { createEventFeed, publishing } from './event-feed.js';
import { type Budget, type Idempotency, isFinal, type Job, type JobEvent } from './job.js';
import { newJobId } from './job-id.js';
import type { Artifact, JobPage, JobQuery, JobStore } from './job-store.js';
import { createQueue, type QueueOptions } from './queue.js';

const cancelledByUser: StopReason = { status: 'cancelled', message: 'cancelled by the user' };

/** Everything that can be done with jobs. Methods that take an id throw JobNotFound when there is none. */
export interface JobService {
  /**
   * Accepts a validated document; the job is on disk when the promise resolves. A key that came before gives the
   * job it came with, and throws JobConflict when the body was another.
   */
  submit(document: Document, idempotency?: Idempotency): Promise<Job>;
  get(id: string): Promise<Job>;
  list(query: JobQuery): Promise<JobPage>;
  /** The job's events after the one with id `after`, as EventFeed.follow gives them. */
  follow(id: string, after: number, signal: AbortSignal): AsyncGenerator<JobEvent, void, undefined>;
  /** The file, or nothing when the job left none. */
  artifact(id: string, artifact: Artifact): Promise<Buffer | undefined>;
  /** Asks for the end of a job; what it has found by then is kept. Throws JobConflict when it is final. */
  cancel(id: string, reason?: StopReason): Promise<Job>;
  /** Throws JobConflict while the job runs. */
  remove(id: string): Promise<void>;
  /** Throws an Error when no job could be accepted. */
  checkReady(): Promise<void>;
  /** Ends all processes, puts their jobs back and lets go of the store. */
  stop(): Promise<void>;
}

/** Starts a service on a store and takes up the jobs that lie unfinished in it. */
export async function startJobService(options: QueueOptions): Promise<JobService> {
  const feed = createEventFeed(options.store);
  const store: JobStore = publishing(options.store, feed);
  const queue = createQueue({ ...options, store });
  const stopped = new AbortController();
  await queue.recover();

  const get = async (id: string): Promise<Job> => {
    const job = await store.get(id);
    if (!job) throw new JobNotFound(id);
    return job;
  };
  const refuseWhenStopping = () => {
    if (stopped.signal.aborted) throw new ServiceStopping();
  };

  return {
    get,
    list: (query) => store.list(query),
    async submit(document, idempotency) {
      refuseWhenStopping();
      const draft = newJob(document, idempotency);
      const job = await store.create(draft, document);
      if (job.id === draft.id) queue.add(job.id);
      else if (job.idempotency?.bodySha256 !== idempotency?.bodySha256) {
        throw new JobConflict('this Idempotency-Key was used before, with another body');
      }
      return job;
    },
    follow(id, after, signal) {
      return feed.follow(id, after, AbortSignal.any([signal, stopped.signal]));
    },
    artifact: (id, artifact) => store.artifact(id, artifact),
    async cancel(id, reason = cancelledByUser) {
      await get(id);
      await queue.cancel(id, reason);
      return get(id);
    },
    async remove(id) {
      if ((await get(id)).status === 'queued') await queue.cancel(id, cancelledByUser);
      // It may have been about to start.
      if (!isFinal((await get(id)).status)) throw new JobConflict('the job is running; cancel it first');
      await store.remove(id);
    },
    async checkReady() {
      refuseWhenStopping();
      await store.checkWritable();
    },
    async stop() {
      stopped.abort();
      await queue.stop();
      await store.close();
    },
  };
}

function newJob(document: Document, idempotency?: Idempotency): Job {
  const task = document.kind === 'spec' ? document.spec : document.comparison.compare;
  return {
    id: newJobId(),
    kind: document.kind,
    ...(task.name === undefined ? {} : { name: task.name }),
    status: 'queued',
    createdAt: new Date().toISOString(),
    progress: {},
    attempts: 0,
    cancelRequested: false,
    budget: budgetOf(document, task),
    ...(idempotency ? { idempotency } : {}),
  };
}

function budgetOf(document: Document, { limits, regularizer }: Spec | ComparedTask): Budget {
  const trained =
    document.kind === 'spec' ? 1 : document.comparison.solvers.length * document.comparison.repeats;
  const runs = trained * weightsInOrder(regularizer).length;
  return { seconds: limits.seconds * runs, memoryMb: limits.memoryMb };
}
