import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../database/database.js';
import { isFinal } from '../job.js';
import { getJob } from '../store/job-row.js';

/** checkpoints.json of a job's folder: where its runs are kept as they go, and how often. */
export interface JobCheckpoints {
  readonly folder: string;
  readonly everySeconds: number;
}

const everySeconds = 30;

/** Beside the folder of running jobs, because checkpoints outlive the process: who tries again on this machine goes on. */
export function jobCheckpoints(scratch: string, job: string): JobCheckpoints {
  return { folder: join(scratch, '..', 'checkpoints', job), everySeconds };
}

/** Removes the checkpoints of a job that has ended or is gone. */
export async function clearCheckpoints(database: Database, scratch: string, job: string): Promise<void> {
  const found = await getJob(database, job).catch(() => 'unknown' as const);
  if (found === 'unknown' || (found && !isFinal(found.status))) return;
  await rm(jobCheckpoints(scratch, job).folder, { recursive: true, force: true });
}

/** The same for all jobs that have left any. */
export async function clearAllCheckpoints(database: Database, scratch: string): Promise<void> {
  for (const job of await readdir(join(scratch, '..', 'checkpoints')).catch(() => []))
    await clearCheckpoints(database, scratch, job);
}
