import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { datasetContents } from '../jobs/datasets/contents.js';
import { openDatabase } from '../jobs/open-store.js';
import { jobProcess, startWorker } from '../jobs/worker/worker.js';
import { readConfiguration, type Settings } from '../server/configuration.js';
import { createLogger } from '../server/create-logger.js';
import { exitCode } from './exit-codes.js';
import { endAtOnceWhenAskedAgain } from './serve.js';

/**
 * Runs jobs of a service, from its PostgreSQL database or, on the same machine, its data directory, until SIGINT or
 * SIGTERM. Then it takes no more, waits for what it is running as long as `drainSeconds` says, and puts the rest back.
 * Returns the exit code; throws InputError for settings that cannot be.
 */
export async function workerCommand(options: Settings): Promise<number> {
  const config = readConfiguration(options, process.env);
  const logger = createLogger(config, console.error);
  await mkdir(config.dataDir, { recursive: true });
  try {
    const database = await openDatabase({ databaseUrl: undefined, ...config, logger });
    const worker = await startWorker({
      database,
      slots: config.concurrency ?? availableParallelism(),
      processModule: jobProcess,
      scratch: join(config.dataDir, 'work'),
      contents: datasetContents(database, join(config.dataDir, 'datasets')),
      plugins: config.plugins,
      logger,
    });
    console.log(`relucent runs jobs of ${database.name}`);

    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    endAtOnceWhenAskedAgain();
    const impatience = new AbortController();
    await Promise.race([
      worker.drain(),
      sleep(config.drainSeconds * 1000, undefined, { signal: impatience.signal }),
    ]);
    impatience.abort();
    await worker.stop();
    await database.close();
    return exitCode.ok;
  } catch (error) {
    logger.error(`the worker cannot run: ${(error as Error).message}`);
    return exitCode.failed;
  }
}
