import type { ServiceConfig } from '../core/generated/documents.js';
import type { Database } from './database/database.js';
import type { Logger } from './logger.js';
import { removeEndedBefore } from './store/jobs.js';

const everyMs = 60_000;
/** A clock that jumped ahead by more is not trusted for a while: it would remove what was finished today. */
const jumpMs = 3_600_000;
const distrustMs = 3_600_000;
const atATime = 100;
const dayMs = 86_400_000;

/**
 * Removes jobs some time after they have ended, where the configuration says so. When the clock jumps ahead, as it does
 * when it was wrong or the machine was asleep, nothing is removed for an hour, so that a wrong clock can be set right.
 */
export function startHousekeeping(
  database: Database,
  { retentionDays }: Pick<ServiceConfig, 'retentionDays'>,
  logger: Logger,
) {
  const jumped = clockJumps();
  let trustedAt = 0;
  const sweep = async () => {
    if (retentionDays === undefined) return;
    if (jumped()) {
      trustedAt = performance.now() + distrustMs;
      logger.warn('the clock jumped ahead; no old jobs are removed for an hour');
    }
    if (performance.now() < trustedAt) return;
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

/** Tells whether the clock has jumped ahead since it was last asked. */
function clockJumps(): () => boolean {
  const offset = () => Date.now() - performance.now();
  let before = offset();
  return () => {
    const now = offset();
    const jumped = now - before > jumpMs;
    before = now;
    return jumped;
  };
}
