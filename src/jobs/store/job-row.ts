import type { Session, Transaction } from '../database/database.js';
import { JobNotFound } from '../errors.js';
import type { Job, JobStatus } from '../job.js';

/** A job as its table holds it. */
export interface JobRow {
  readonly id: string;
  readonly kind: Job['kind'];
  readonly name: string | null;
  readonly owner: string;
  readonly status: JobStatus;
  readonly priority: number;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly progress: string;
  readonly problem: string | null;
  readonly cancel: string | null;
  readonly seconds: number;
  readonly memory_mb: number;
  readonly last_event: number;
  readonly idempotency_key: string | null;
  readonly body_sha256: string | null;
}

export const jobColumns =
  'id, kind, name, owner, status, priority, created_at, started_at, finished_at, progress, problem, cancel, ' +
  'seconds, memory_mb, last_event, idempotency_key, body_sha256';

export function jobOf(row: JobRow): Job {
  const { idempotency_key: key, body_sha256: bodySha256 } = row;
  return {
    id: row.id,
    kind: row.kind,
    ...(row.name === null ? {} : { name: row.name }),
    owner: row.owner,
    status: row.status,
    priority: row.priority,
    createdAt: row.created_at,
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
    progress: JSON.parse(row.progress),
    ...(row.problem === null ? {} : { problem: JSON.parse(row.problem) }),
    ...(row.cancel === null ? {} : { cancel: JSON.parse(row.cancel) }),
    budget: { seconds: row.seconds, memoryMb: row.memory_mb },
    lastEvent: row.last_event,
    ...(key === null || bodySha256 === null ? {} : { idempotency: { key, bodySha256 } }),
  };
}

export async function getJob(session: Session, id: string): Promise<Job | undefined> {
  const [row] = await session.query<JobRow>(`select ${jobColumns} from jobs where id = $1`, id);
  return row && jobOf(row);
}

/** The job, which nobody else changes until the transaction has ended. Throws JobNotFound. */
export async function holdJob(tx: Transaction, hold: string, id: string): Promise<Job> {
  const [row] = await tx.query<JobRow>(`select ${jobColumns} from jobs where id = $1${hold}`, id);
  if (!row) throw new JobNotFound(id);
  return jobOf(row);
}
