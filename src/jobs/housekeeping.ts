import type { ServiceConfig } from '../core/generated/documents.js';
import type { Database } from './database/database.js';
import type { Logger } from './logger.js';
import { removeEndedBefore } from './store/jobs.js';

const everyMs = 60_000;
const atATime = 100;
const dayMs = 86_400_000;

/** Removes jobs some time after they have ended, where the configuration says so. */
export function startHousekeeping(
  database: Database,
  { retentionDays }: Pick<ServiceConfig, 'retentionDays'>,
  logger: Logger,
) {
  const sweep = async () => {
    if (retentionDays === undefined) return;
    const before = new Date(Date.now() - retentionDays * dayMs).toISOString();
    let removed = 0;
    for (let some = atATime; some === atATime; removed += some) {
      some = await removeEndedBefore(database, before, atATime);
    }
    if (removed > 0) logger.info(`${removed} jobs that ended before ${before} were removed`);
  };
  let sweeping = Promise.resolve();
  const start = () => {
    sweeping = sweep().catch((error: Error) => logger.warn(`old jobs were not removed: ${error.message}`));
  };
  start();
  const timer = setInterval(start, everyMs);
  timer.unref();
  return {
    async stop(): Promise<void> {
      clearInterval(timer);
      await sweeping;
    },
  };
}
