import type { Database, Session, Transaction } from '../database/database.js';

/** Whoever delivers webhooks hears under this topic that one is due. */
export const webhookTopic = 'webhook';

/** A delivery that is being tried; `attempt` counts from 1. */
export interface DueWebhook {
  readonly job: string;
  readonly url: string;
  readonly attempt: number;
}

/** A delivery belongs to one process for so long; then another may try. */
const leaseMs = 60_000;
/** Nothing waits so long: a time that is further ahead is of a clock that has been set back since. */
const farMs = 86_400_000;

export async function addWebhook(tx: Session, job: string, url: string): Promise<void> {
  await tx.query('insert into webhooks (job_id, url, attempts) values ($1, $2, 0)', job, url);
}

/** The job has ended: its webhook, if any, is due. */
export async function webhookIsDue(tx: Transaction, job: string): Promise<void> {
  const due = await tx.query(
    'update webhooks set due_at = $2 where job_id = $1 returning job_id',
    job,
    new Date().toISOString(),
  );
  if (due.length > 0) tx.signal(webhookTopic);
}

/** Takes the next delivery that is due, if any. */
export async function takeWebhook(database: Database): Promise<DueWebhook | undefined> {
  const now = Date.now();
  const [row] = await database.query<{ job_id: string; url: string; attempts: number }>(
    `update webhooks set due_at = $2, attempts = attempts + 1 where job_id = (
       select job_id from webhooks where due_at <= $1 or due_at > $3 order by due_at limit 1${database.passOverTaken}
     ) returning job_id, url, attempts`,
    new Date(now).toISOString(),
    new Date(now + leaseMs).toISOString(),
    new Date(now + farMs).toISOString(),
  );
  return row && { job: row.job_id, url: row.url, attempt: row.attempts };
}

/** Records that a delivery has succeeded, is to be tried again after `waitMs`, or is given up. */
export async function settleWebhook(
  session: Session,
  { job }: DueWebhook,
  outcome: 'delivered' | 'given up' | { readonly waitMs: number },
): Promise<void> {
  const now = Date.now();
  const again = typeof outcome === 'object' ? new Date(now + outcome.waitMs).toISOString() : null;
  await session.query(
    'update webhooks set due_at = $2, delivered_at = $3 where job_id = $1',
    job,
    again,
    outcome === 'delivered' ? new Date(now).toISOString() : null,
  );
}
