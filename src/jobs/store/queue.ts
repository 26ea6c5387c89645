import type { JobProgress, ProblemDocument } from '../../core/generated/documents.js';
import type { Database, Session, Transaction } from '../database/database.js';
import { JobNotFound } from '../errors.js';
import { type Budget, isFinal, type Job } from '../job.js';
import type { Task } from '../tasks.js';
import { interruptedProblem } from '../worker/process-problems.js';
import { logEvent } from './job-events.js';
import { type PackedFile, storeFile } from './job-files.js';
import { holdJob } from './job-row.js';
import { endIfNothingRuns, endJob } from './jobs.js';
import { queueTopic } from './topics.js';

/** A task whose worker ended so often is not tried again: it may be what ends them. */
const interruptionsAllowed = 3;

/** The right of one worker to do a task and report on it, until another gets it. */
export interface Claim {
  readonly job: string;
  readonly number: number;
  /** Rises with every claim of the task. */
  readonly claim: number;
  readonly task: Task;
  /** How many runs it is. */
  readonly size: number;
  /** Of each of its runs. */
  readonly budget: Budget;
}

/** How a task ended. */
export type TaskOutcome =
  | { readonly kind: 'done'; readonly files: readonly PackedFile[] }
  | { readonly kind: 'failed'; readonly problem: ProblemDocument }
  /** Its process was ended from outside. */
  | { readonly kind: 'interrupted' }
  /** Its worker was asked to end, which does not count against it. */
  | { readonly kind: 'put-back' };

interface TaskRow {
  readonly job_id: string;
  readonly number: number;
  readonly kind: Task['kind'];
  readonly runs: string;
  readonly size: number;
  readonly claim: number;
}

/** Takes the next task: of the highest priority, of the oldest job. Nothing when none waits. */
export async function claimTask(database: Database, worker: string): Promise<Claim | undefined> {
  return database.transaction(async (tx) => {
    const [row] = await tx.query<TaskRow>(
      `update tasks set status = 'running', worker_id = $1, claim = claim + 1, fraction = 0
       where (job_id, number) = (
         select job_id, number from tasks where status = 'queued'
         order by priority desc, job_id, number limit 1${database.passOverTaken}
       ) returning job_id, number, kind, runs, size, claim`,
      worker,
    );
    if (!row) return undefined;
    const [started] = await tx.query(
      `update jobs set status = 'running', started_at = $2, progress = '{}'
       where id = $1 and status = 'queued' returning id`,
      row.job_id,
      new Date().toISOString(),
    );
    if (started) await logStatus(tx, row.job_id, 'running');
    const { budget } = await holdJob(tx, '', row.job_id);
    return claimOf(row, budget);
  });
}

function claimOf({ job_id: job, number, claim, kind, runs, size }: TaskRow, budget: Budget): Claim {
  const task: Task = kind === 'runs' ? { kind, runs: JSON.parse(runs) } : { kind };
  return { job, number, claim, task, size, budget };
}

/** Logs the progress of a task as its job's. False when the claim has been lost. */
export async function reportProgress(
  database: Database,
  claim: Claim,
  progress: JobProgress,
): Promise<boolean> {
  return withClaim(database, claim, async (tx) => {
    if (progress.fraction !== undefined) {
      await tx.query(
        'update tasks set fraction = $3 where job_id = $1 and number = $2',
        claim.job,
        claim.number,
        progress.fraction,
      );
    }
    const data = { ...progress, ...(await fractionOf(tx, claim.job)) };
    await tx.query('update jobs set progress = $2 where id = $1', claim.job, JSON.stringify(data));
    await logEvent(tx, claim.job, { type: 'progress', data });
  });
}

/** The share of a job that is done, where it has several tasks. */
async function fractionOf(tx: Transaction, job: string): Promise<{ fraction?: number }> {
  const [row] = await tx.query<{ tasks: number; fraction: number }>(
    `select count(*) as tasks, sum(size * fraction) / sum(size) as fraction from tasks
     where job_id = $1 and kind <> 'join'`,
    job,
  );
  return row!.tasks > 1 ? { fraction: row!.fraction } : {};
}

/** Records how a task ended, with what it left. False when the claim has been lost: then nothing is changed. */
export async function endTask(database: Database, claim: Claim, outcome: TaskOutcome): Promise<boolean> {
  return withClaim(database, claim, async (tx, job, interruptions) => {
    if (outcome.kind === 'done') return finishTask(tx, job, claim, outcome.files);
    // What is to end is not tried again.
    if (job.cancel) {
      await markDone(tx, claim);
      return endIfNothingRuns(tx, job);
    }
    if (outcome.kind === 'failed') return endJob(tx, job.id, { status: 'failed', problem: outcome.problem });
    const counted = interruptions + (outcome.kind === 'interrupted' ? 1 : 0);
    if (counted >= interruptionsAllowed) {
      return endJob(tx, job.id, { status: 'failed', problem: interruptedProblem(counted) });
    }
    await putBack(tx, claim, counted);
  });
}

async function finishTask(
  tx: Transaction,
  job: Job,
  claim: Claim,
  files: readonly PackedFile[],
): Promise<void> {
  for (const file of files) await storeFile(tx, job.id, file);
  if (claim.task.kind !== 'runs') {
    return endJob(tx, job.id, { status: job.cancel ? 'cancelled' : 'succeeded' });
  }
  await markDone(tx, claim);
  await endIfNothingRuns(tx, job);
}

async function markDone(tx: Transaction, { job, number }: Claim): Promise<void> {
  await tx.query(
    `update tasks set status = 'done', worker_id = null, fraction = 1 where job_id = $1 and number = $2`,
    job,
    number,
  );
}

async function putBack(tx: Transaction, { job, number }: Claim, interruptions: number): Promise<void> {
  await tx.query(
    `update tasks set status = 'queued', worker_id = null, fraction = 0, interruptions = $3
     where job_id = $1 and number = $2`,
    job,
    number,
    interruptions,
  );
  const [begun] = await tx.query<{ n: number }>(
    `select count(*) as n from tasks where job_id = $1 and status <> 'queued'`,
    job,
  );
  if (begun!.n === 0) {
    await tx.query(`update jobs set status = 'queued', progress = '{}' where id = $1`, job);
    await logStatus(tx, job, 'queued');
  }
  tx.signal(queueTopic);
}

/** Does something that only the holder of a claim may do; false when it is another's, or the job is over. */
async function withClaim(
  database: Database,
  { job: id, number, claim }: Claim,
  action: (tx: Transaction, job: Job, interruptions: number) => Promise<void>,
): Promise<boolean> {
  try {
    return await database.transaction(async (tx) => {
      const job = await holdJob(tx, database.hold, id);
      const [task] = await tx.query<{ interruptions: number }>(
        `select interruptions from tasks
         where job_id = $1 and number = $2 and claim = $3 and status = 'running'`,
        id,
        number,
        claim,
      );
      if (!task || isFinal(job.status)) return false;
      await action(tx, job, task.interruptions);
      return true;
    });
  } catch (error) {
    if (error instanceof JobNotFound) return false;
    throw error;
  }
}

/** Everything that a worker has claimed and not ended. */
export async function claimsOf(database: Database, worker: string): Promise<Claim[]> {
  const rows = await database.query<TaskRow & { seconds: number; memory_mb: number }>(
    `select job_id, number, tasks.kind as kind, runs, size, claim, seconds, memory_mb
     from tasks join jobs on jobs.id = job_id where worker_id = $1 and tasks.status = 'running'`,
    worker,
  );
  return rows.map((row) => claimOf(row, { seconds: row.seconds, memoryMb: row.memory_mb }));
}

async function logStatus(tx: Transaction, job: string, status: 'queued' | 'running'): Promise<void> {
  await logEvent(tx, job, { type: 'status', data: { status, at: new Date().toISOString() } });
}

/** How many tasks there are of each status that occurs. */
export async function countTasks(session: Session): Promise<ReadonlyMap<string, number>> {
  const rows = await session.query<{ status: string; n: number }>(
    'select status, count(*) as n from tasks group by status',
  );
  return new Map(rows.map(({ status, n }) => [status, n]));
}
