import { randomUUID } from 'node:crypto';
import type { Database, Session } from '../database/database.js';
import type { Logger } from '../logger.js';
import { isAlive, isOfThisBoot, ownIdentity, type ProcessIdentity } from '../process-identity.js';
import { claimsOf, endTask } from './queue.js';

export interface WorkerRecord extends ProcessIdentity {
  readonly id: string;
  /** Tasks at a time. */
  readonly slots: number;
  /** Rises for as long as the worker lives. */
  readonly beat: number;
}

/** Enters this process among the workers and returns its id. */
export async function registerWorker(session: Session, slots: number): Promise<string> {
  const { host, pid, born } = await ownIdentity();
  const id = randomUUID();
  await session.query(
    `insert into workers (id, host, pid, born, slots, started_at, beat) values ($1, $2, $3, $4, $5, $6, 0)`,
    id,
    host,
    pid,
    born ?? null,
    slots,
    new Date().toISOString(),
  );
  return id;
}

/** Shows that the worker lives. False when others have given it up: then its claims are lost. */
export async function beat(session: Session, id: string): Promise<boolean> {
  const rows = await session.query('update workers set beat = beat + 1 where id = $1 returning id', id);
  return rows.length > 0;
}

export async function listWorkers(session: Session): Promise<WorkerRecord[]> {
  const rows = await session.query<WorkerRecord & { born: string | null }>(
    'select id, host, pid, born, slots, beat from workers order by started_at, id',
  );
  return rows.map(({ born, ...row }) => ({ ...row, ...(born === null ? {} : { born }) }));
}

/** Takes a worker off the list; what it had claimed is tried again by others. */
export async function giveUpWorker(database: Database, id: string): Promise<void> {
  for (const claim of await claimsOf(database, id)) await endTask(database, claim, { kind: 'interrupted' });
  await database.query('delete from workers where id = $1', id);
}

/**
 * Finds workers that have died: those of this machine by their process, those of others by a beat that has not
 * changed for `patienceMs`. The time is this process's own and no clock's, so clocks may be wrong and may jump; time
 * in which the database did not answer does not count.
 */
export function workerWatch(database: Database, patienceMs: number, logger: Logger) {
  let seen = new Map<string, { readonly beat: number; readonly at: number }>();
  return {
    /** Looks once, and gives up whoever has died. Throws what the database throws. */
    async look(): Promise<void> {
      const own = await ownIdentity();
      const before = seen;
      seen = new Map();
      const workers = await listWorkers(database);
      const now = performance.now();
      for (const worker of workers) {
        const last = before.get(worker.id);
        const at = last?.beat === worker.beat ? last.at : now;
        const gone = isOfThisBoot(worker, own) && !(await isAlive(worker));
        if (gone || now - at > patienceMs) {
          logger.warn(
            `worker ${worker.id} (process ${worker.pid} of ${worker.host}) has died; its tasks are tried again`,
          );
          await giveUpWorker(database, worker.id);
        } else {
          seen.set(worker.id, { beat: worker.beat, at });
        }
      }
    },
  };
}
