import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document } from '../core/validation.js';
import { lockDirectory } from './directory-lock.js';
import { writeSynced } from './durable-file.js';
import { JobConflict, JobNotFound } from './errors.js';
import { type EventLog, openEventLog } from './event-log.js';
import { isFinal, type Job, type JobEvent, type StatusEventData } from './job.js';
import { createFolder, loadJobs, removeFolder, writeJob } from './job-folders.js';
import type { Artifact, JobStore } from './job-store.js';
import type { Logger } from './logger.js';
import { oneAtATime } from './one-at-a-time.js';

const artifactFiles: Readonly<Record<Artifact, string>> = { result: 'result.json', report: 'report.html' };

/**
 * Jobs as folders of files below `directory`/jobs, and all their states in memory. The directory is locked until
 * the store is closed. Throws an Error when it cannot be used or belongs to another process.
 */
export async function openFileJobStore(directory: string, logger: Logger): Promise<JobStore> {
  const root = join(directory, 'jobs');
  await mkdir(root, { recursive: true });
  const unlock = await lockDirectory(directory);
  const jobs = new Map<string, Job>();
  /** Ids of accepted jobs, and of jobs being accepted, by idempotency key. */
  const byKey = new Map<string, Promise<string>>();
  const logs = new Map<string, EventLog>();
  const inOrder = oneAtATime();

  try {
    for (const job of await loadJobs(root, logger)) {
      jobs.set(job.id, job);
      if (job.idempotency) byKey.set(job.idempotency.key, Promise.resolve(job.id));
    }
  } catch (error) {
    await unlock();
    throw error;
  }

  const known = (id: string): Job => {
    const job = jobs.get(id);
    if (!job) throw new JobNotFound(id);
    return job;
  };

  const unfinished = (id: string): Job => {
    const job = known(id);
    if (isFinal(job.status)) throw new JobConflict(`the job has ended already: it is ${job.status}`);
    return job;
  };

  /** The log of a job. A crash can fall between a job's last state and its event: then the event is added here. */
  const logOf = async (job: Job): Promise<EventLog> => {
    const open = logs.get(job.id);
    if (open) return open;
    const log = await openEventLog(join(root, job.id, 'events.ndjson'));
    if (isFinal(job.status) && !(log.last?.type === 'status' && isFinal(log.last.data.status))) {
      await log.append(statusEvent(job));
    }
    logs.set(job.id, log);
    return log;
  };

  const change = async (id: string, fields: Partial<Job>): Promise<Job> => {
    const job = { ...unfinished(id), ...fields };
    await writeJob(root, job);
    jobs.set(id, job);
    return job;
  };

  const accept = async (job: Job, document: Document): Promise<Job> => {
    const first: JobEvent = { id: 1, ...statusEvent(job) };
    await createFolder(root, job, document, first);
    jobs.set(job.id, job);
    return job;
  };

  return {
    create(job, document) {
      const key = job.idempotency?.key;
      const earlier = key === undefined ? undefined : byKey.get(key);
      if (earlier) return earlier.then(known);
      const accepted = accept(job, document);
      if (key !== undefined) {
        byKey.set(
          key,
          accepted.then(({ id }) => id),
        );
        accepted.catch(() => byKey.delete(key));
      }
      return accepted;
    },
    async get(id) {
      return jobs.get(id);
    },
    async list({ status, limit, cursor }) {
      const matching = [...jobs.values()]
        .filter((job) => (!status || job.status === status) && (cursor === undefined || job.id < cursor))
        .sort((a, b) => (a.id < b.id ? 1 : -1));
      const page = matching.slice(0, limit);
      const last = page.at(-1);
      return { jobs: page, ...(last && matching.length > limit ? { nextCursor: last.id } : {}) };
    },
    async unfinished() {
      return [...jobs.values()].filter((job) => !isFinal(job.status)).sort((a, b) => (a.id < b.id ? -1 : 1));
    },

    setStatus(id, fields) {
      return inOrder(id, async () => {
        const log = await logOf(known(id));
        return log.append(statusEvent(await change(id, fields)));
      });
    },
    setProgress(id, progress) {
      return inOrder(id, async () => {
        const log = await logOf(unfinished(id));
        // The progress of an unfinished job starts anew after a crash, so its record may stay behind the log.
        jobs.set(id, { ...unfinished(id), progress });
        return log.append({ type: 'progress', data: progress });
      });
    },
    async markCancelRequested(id) {
      await inOrder(id, () => change(id, { cancelRequested: true }));
    },
    events(id, after) {
      return inOrder(id, async () => (await logOf(known(id))).read(after));
    },

    folder(id) {
      return join(root, known(id).id);
    },
    async hasArtifact(id, artifact) {
      return access(join(root, known(id).id, artifactFiles[artifact])).then(
        () => true,
        () => false,
      );
    },
    async artifact(id, artifact) {
      try {
        return await readFile(join(root, known(id).id, artifactFiles[artifact]));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },

    remove(id) {
      return inOrder(id, async () => {
        const { idempotency } = known(id);
        await removeFolder(root, id);
        jobs.delete(id);
        logs.delete(id);
        if (idempotency) byKey.delete(idempotency.key);
      });
    },
    async checkWritable() {
      const probe = join(directory, `.probe-${process.pid}`);
      await writeSynced(probe, '');
      await rm(probe);
    },
    close: unlock,
  };
}

function statusEvent({ status, finishedAt, problem }: Job): { type: 'status'; data: StatusEventData } {
  const at = finishedAt ?? new Date().toISOString();
  return { type: 'status', data: { status, at, ...(problem ? { problem } : {}) } };
}
