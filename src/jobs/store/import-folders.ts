import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProblemDocument } from '../../core/generated/documents.js';
import { type Document, validateDocument } from '../../core/validation.js';
import type { Database } from '../database/database.js';
import { isFinal, type Job, type JobEvent, type JobStatus, jobStatuses } from '../job.js';
import { isJobId } from '../job-id.js';
import type { Logger } from '../logger.js';
import { tasksOf } from '../tasks.js';
import { logEvent } from './job-events.js';
import { packFile, storeFile } from './job-files.js';
import { insertJob, insertTask } from './jobs.js';

/**
 * Takes over the jobs of a data directory from before there was a database: one folder each below jobs/, with
 * spec.json, job.json, events.ndjson, result.json and report.html. Unfinished jobs are queued again. The folders stay,
 * under jobs-imported/. Folders that are no whole job are left out, with a warning.
 */
export async function importFolders(database: Database, directory: string, logger: Logger): Promise<void> {
  const root = join(directory, 'jobs');
  const names = await readdir(root).catch(() => undefined);
  if (!names) return;
  for (const name of names.filter((name) => !/^\.(new|gone)-/.test(name)).sort()) {
    try {
      await importJob(database, join(root, name), name);
    } catch (error) {
      logger.warn(`${join(root, name)} is not taken over: ${(error as Error).message}`);
    }
  }
  await rename(root, join(directory, 'jobs-imported'));
  logger.info(
    `${names.length} jobs of an earlier version were taken over; their folders are in jobs-imported`,
  );
}

/** A job's state as job.json had it. */
interface FolderJob {
  readonly id: string;
  readonly kind: Document['kind'];
  readonly name?: string;
  readonly status: JobStatus;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly progress: Job['progress'];
  readonly problem?: ProblemDocument;
  readonly cancelRequested?: boolean;
  readonly idempotency?: { readonly key: string; readonly bodySha256: string };
}

async function importJob(database: Database, folder: string, name: string): Promise<void> {
  if (!isJobId(name)) throw new Error('its name is no job id');
  const job = JSON.parse(await readFile(join(folder, 'job.json'), 'utf8')) as FolderJob;
  if (job?.id !== name || !jobStatuses.includes(job.status)) {
    throw new Error('job.json does not describe this job');
  }
  const spec = await readFile(join(folder, 'spec.json'), 'utf8');
  const document = validateDocument(JSON.parse(spec));
  const { limits } = document.kind === 'spec' ? document.spec : document.comparison.compare;
  const files = [await packFile('spec', spec)];
  for (const [file, path] of [
    ['result', 'result.json'],
    ['report', 'report.html'],
  ] as const) {
    const content = await readFile(join(folder, path)).catch(() => undefined);
    if (content) files.push(await packFile(file, content));
  }
  const finished = files.some((file) => file.name === 'result');
  const ended = isFinal(job.status) || finished || job.cancelRequested === true;
  const status = isFinal(job.status)
    ? job.status
    : job.cancelRequested
      ? 'cancelled'
      : finished
        ? 'succeeded'
        : 'queued';
  const at = job.finishedAt ?? new Date().toISOString();
  const { startedAt, ...rest } = job;

  await database.transaction(async (tx) => {
    const { cancelRequested: _, ...kept } = rest;
    const inserted = await insertJob(tx, {
      ...kept,
      ...(startedAt === undefined || status === 'queued' ? {} : { startedAt }),
      ...(ended ? { finishedAt: at } : {}),
      progress: status === 'queued' ? {} : job.progress,
      status,
      owner: 'local',
      priority: 0,
      budget: { seconds: limits.seconds, memoryMb: limits.memoryMb },
    });
    // There already: an import that did not get to its end is taken up again.
    if (!inserted) return;
    for (const file of files) await storeFile(tx, job.id, file);
    for (const event of await eventsOf(folder)) await logEvent(tx, job.id, event);
    if (status !== job.status) await logEvent(tx, job.id, { type: 'status', data: { status, at } });
    if (status !== 'queued') return;
    const queued = { id: job.id, priority: 0 };
    for (const [number, task] of tasksOf(document).entries())
      await insertTask(tx, queued, number, task, document);
  });
}

/** The events of a log up to the first line that a crash left unfinished. */
async function eventsOf(folder: string): Promise<JobEvent[]> {
  const lines = (await readFile(join(folder, 'events.ndjson'), 'utf8').catch(() => '')).split('\n');
  const events: JobEvent[] = [];
  for (const line of lines.slice(0, -1)) {
    try {
      events.push(JSON.parse(line) as JobEvent);
    } catch {
      break;
    }
  }
  return events;
}
