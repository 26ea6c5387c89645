import { access, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document } from '../core/validation.js';
import { replaceDurably, syncFolder, writeSynced } from './durable-file.js';
import { line } from './event-log.js';
import { type Job, type JobEvent, jobStatuses } from './job.js';
import { isJobId } from './job-id.js';
import type { Logger } from './logger.js';

/**
 * How jobs lie on disk: one folder each, named by the id, with spec.json (a spec or a comparison), job.json (its
 * state), events.ndjson and what its process leaves there. A folder appears and disappears as a whole: names that
 * start with a dot are jobs not accepted yet or already removed.
 */

export async function createFolder(
  root: string,
  job: Job,
  document: Document,
  first: JobEvent,
): Promise<void> {
  const staged = join(root, `.new-${job.id}`);
  try {
    await mkdir(staged);
    const spec = document.kind === 'spec' ? document.spec : document.comparison;
    await writeSynced(join(staged, 'spec.json'), JSON.stringify(spec));
    await writeSynced(join(staged, 'job.json'), JSON.stringify(job));
    await writeSynced(join(staged, 'events.ndjson'), line(first));
    await syncFolder(staged);
    await rename(staged, join(root, job.id));
    await syncFolder(root);
  } catch (error) {
    await rm(staged, { recursive: true, force: true });
    throw error;
  }
}

export async function writeJob(root: string, job: Job): Promise<void> {
  await replaceDurably(join(root, job.id, 'job.json'), JSON.stringify(job));
}

export async function removeFolder(root: string, id: string): Promise<void> {
  const gone = join(root, `.gone-${id}`);
  await rename(join(root, id), gone);
  await syncFolder(root);
  await rm(gone, { recursive: true, force: true });
}

/** All jobs, oldest first. Folders that are no whole job are left alone, with a warning. */
export async function loadJobs(root: string, logger: Logger): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const name of (await readdir(root)).sort()) {
    if (/^\.(new|gone)-/.test(name)) {
      await rm(join(root, name), { recursive: true, force: true });
      continue;
    }
    try {
      jobs.push(await loadJob(root, name));
    } catch (error) {
      logger.warn(`${join(root, name)} is skipped: ${(error as Error).message}`);
    }
  }
  return jobs;
}

async function loadJob(root: string, name: string): Promise<Job> {
  if (!isJobId(name)) throw new Error('its name is no job id');
  const job = JSON.parse(await readFile(join(root, name, 'job.json'), 'utf8')) as Job;
  const whole =
    job?.id === name &&
    (job.kind === 'spec' || job.kind === 'comparison') &&
    jobStatuses.includes(job.status) &&
    typeof job.createdAt === 'string' &&
    typeof job.attempts === 'number' &&
    typeof job.progress === 'object';
  if (!whole) throw new Error('job.json does not describe this job');
  await access(join(root, name, 'spec.json'));
  return job;
}
