import type { StopReason } from '../../core/stop.js';
import type { Document } from '../../core/validation.js';
import { datasetIds } from '../../data/sources/dataset.js';
import type { Database, Session, Transaction, Value } from '../database/database.js';
import { noteDatasets } from '../datasets/datasets.js';
import { JobConflict } from '../errors.js';
import { isFinal, type Job, type JobStatus } from '../job.js';
import { runsOf, type Task, tasksOf } from '../tasks.js';
import { logEvent } from './job-events.js';
import { packFile, runsFiles, storeFile } from './job-files.js';
import { getJob, holdJob, type JobRow, jobColumns, jobOf } from './job-row.js';
import { queueTopic, topicOf } from './topics.js';
import { addWebhook, webhookIsDue } from './webhooks.js';

export interface JobQuery {
  readonly status?: JobStatus;
  /** At most so many jobs. */
  readonly limit: number;
  /** Only jobs older than the one with this id. */
  readonly cursor?: string;
}

/** Newest first. `nextCursor` is there when older jobs were left out. */
export interface JobPage {
  readonly jobs: readonly Job[];
  readonly nextCursor?: string;
}

export type NewJob = Omit<Job, 'lastEvent' | 'status' | 'progress'>;

/** Stores a queued job with its tasks. Returns it, or the owner's earlier job with the same idempotency key. */
export async function createJob(
  database: Database,
  job: NewJob,
  document: Document,
  webhook?: string,
): Promise<Job> {
  const content = document.kind === 'spec' ? document.spec : document.comparison;
  const spec = await packFile('spec', JSON.stringify(content));
  return database.transaction(async (tx) => {
    if (!(await insertJob(tx, { ...job, status: 'queued', progress: {} }))) {
      const [earlier] = await tx.query<JobRow>(
        `select ${jobColumns} from jobs where owner = $1 and idempotency_key = $2`,
        job.owner,
        job.idempotency!.key,
      );
      return jobOf(earlier!);
    }
    await storeFile(tx, job.id, spec);
    await logEvent(tx, job.id, { type: 'status', data: { status: 'queued', at: job.createdAt } });
    for (const [number, task] of tasksOf(document).entries())
      await insertTask(tx, job, number, task, document);
    await noteDatasets(tx, job.id, datasetsIn(document));
    if (webhook !== undefined) await addWebhook(tx, job.id, webhook);
    tx.signal(queueTopic);
    return (await getJob(tx, job.id))!;
  });
}

/** What may be ids of datasets in a document. */
function datasetsIn(document: Document): string[] {
  const { data } = document.kind === 'spec' ? document.spec : document.comparison.compare;
  return data.source === 'dataset' ? datasetIds(data) : [];
}

/** False when the id, or the owner's idempotency key, is there already. */
export async function insertJob(tx: Session, job: Omit<Job, 'lastEvent'>): Promise<boolean> {
  const inserted = await tx.query(
    `insert into jobs (${jobColumns})
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, $15, $16)
     on conflict do nothing returning id`,
    job.id,
    job.kind,
    job.name ?? null,
    job.owner,
    job.status,
    job.priority,
    job.createdAt,
    job.startedAt ?? null,
    job.finishedAt ?? null,
    JSON.stringify(job.progress),
    job.problem === undefined ? null : JSON.stringify(job.problem),
    job.cancel === undefined ? null : JSON.stringify(job.cancel),
    job.budget.seconds,
    job.budget.memoryMb,
    job.idempotency?.key ?? null,
    job.idempotency?.bodySha256 ?? null,
  );
  return inserted.length > 0;
}

export async function insertTask(
  tx: Session,
  { id, priority }: Pick<Job, 'id' | 'priority'>,
  number: number,
  task: Task,
  document: Document,
): Promise<void> {
  const runs = task.kind === 'runs' ? task.runs : [];
  const size = { whole: runsOf(document), runs: runs.length, join: 0 }[task.kind];
  await tx.query(
    `insert into tasks (job_id, number, kind, runs, size, priority, status, claim, interruptions, fraction)
     values ($1, $2, $3, $4, $5, $6, 'queued', 0, 0, 0)`,
    id,
    number,
    task.kind,
    JSON.stringify(runs),
    size,
    priority,
  );
}

export async function listJobs(session: Session, { status, limit, cursor }: JobQuery): Promise<JobPage> {
  const values: Value[] = [limit + 1];
  const conditions: string[] = [];
  if (status !== undefined) conditions.push(`status = $${values.push(status)}`);
  if (cursor !== undefined) conditions.push(`id < $${values.push(cursor)}`);
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  const rows = await session.query<JobRow>(
    `select ${jobColumns} from jobs ${where} order by id desc limit $1`,
    ...values,
  );
  const page = rows.slice(0, limit).map(jobOf);
  return { jobs: page, ...(rows.length > limit ? { nextCursor: page.at(-1)!.id } : {}) };
}

/** How many jobs there are of each status that occurs. */
export async function countJobs(session: Session): Promise<ReadonlyMap<JobStatus, number>> {
  const rows = await session.query<{ status: JobStatus; n: number }>(
    'select status, count(*) as n from jobs group by status',
  );
  return new Map(rows.map(({ status, n }) => [status, n]));
}

/** How many jobs wait, counted up to a limit. */
export async function countQueued(session: Session, limit: number): Promise<number> {
  if (!Number.isFinite(limit)) return 0;
  const [row] = await session.query<{ n: number }>(
    `select count(*) as n from (select 1 from jobs where status = 'queued' limit $1) as waiting`,
    limit,
  );
  return row!.n;
}

/**
 * Asks for the end of a job: at once when nothing of it runs, else by telling those who run it. What was found by
 * then is kept. Throws JobNotFound, and JobConflict when it is final.
 */
export async function cancelJob(database: Database, id: string, reason: StopReason): Promise<void> {
  await database.transaction(async (tx) => {
    const job = await holdJob(tx, database.hold, id);
    if (isFinal(job.status)) throw new JobConflict(`the job has ended already: it is ${job.status}`);
    if (job.cancel) return;
    await tx.query('update jobs set cancel = $2 where id = $1', id, JSON.stringify(reason));
    await tx.query(`delete from tasks where job_id = $1 and status = 'queued' and kind <> 'join'`, id);
    tx.signal(topicOf(id));
    await endIfNothingRuns(tx, { ...job, cancel: reason });
  });
}

/** Ends a job of which no task is left, or has its result put together where runs have left some. */
export async function endIfNothingRuns(tx: Transaction, job: Job): Promise<void> {
  const [unfinished] = await tx.query<{ n: number }>(
    `select count(*) as n from tasks where job_id = $1 and status <> 'done'`,
    job.id,
  );
  if (unfinished!.n > 0) return;
  if ((await runsFiles(tx, job.id)).length === 0) {
    await endJob(tx, job.id, { status: job.cancel ? 'cancelled' : 'failed' });
    return;
  }
  await tx.query(
    `insert into tasks (job_id, number, kind, runs, size, priority, status, claim, interruptions, fraction)
     select job_id, max(number) + 1, 'join', '[]', 0, priority, 'queued', 0, 0, 0 from tasks where job_id = $1 group by job_id, priority`,
    job.id,
  );
  tx.signal(queueTopic);
}

/** Gives a job its final status. What was only needed while it was unfinished goes. */
export async function endJob(
  tx: Transaction,
  id: string,
  { status, problem }: Pick<Job, 'status' | 'problem'>,
): Promise<void> {
  const at = new Date().toISOString();
  await tx.query(
    'update jobs set status = $2, finished_at = $3, problem = $4 where id = $1',
    id,
    status,
    at,
    problem === undefined ? null : JSON.stringify(problem),
  );
  await tx.query('delete from tasks where job_id = $1', id);
  await tx.query(`delete from job_files where job_id = $1 and name like 'runs-%'`, id);
  await webhookIsDue(tx, id);
  await logEvent(tx, id, { type: 'status', data: { status, at, ...(problem ? { problem } : {}) } });
}

/** Removes a job with all that belongs to it. Throws JobNotFound, and JobConflict while it runs. */
export async function removeJob(database: Database, id: string): Promise<void> {
  await database.transaction(async (tx) => {
    const job = await holdJob(tx, database.hold, id);
    if (job.status === 'running') throw new JobConflict('the job is running; cancel it first');
    await tx.query('delete from jobs where id = $1', id);
    tx.signal(topicOf(id));
  });
}

/** Removes jobs that ended before this time (ISO 8601, UTC), so many at most. Returns how many. */
export async function removeEndedBefore(database: Database, time: string, limit: number): Promise<number> {
  const removed = await database.query(
    `delete from jobs where id in (
       select id from jobs where finished_at < $1 order by finished_at limit $2
     ) returning id`,
    time,
    limit,
  );
  return removed.length;
}
