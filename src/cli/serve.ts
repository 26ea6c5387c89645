import { once } from 'node:events';
import { InputError } from '../core/errors.js';
import { readConfiguration, type Settings } from '../server/configuration.js';
import { createLogger } from '../server/create-logger.js';
import { startService } from '../server/start.js';
import { exitCode } from './exit-codes.js';

/**
 * Runs the service until SIGINT or SIGTERM; resolves with the exit code when it has ended, or could not start. A
 * second signal ends it at once. Throws InputError for settings that cannot be.
 */
export async function serve(options: Settings): Promise<number> {
  const config = readConfiguration(options, process.env);
  const logger = createLogger(config, console.error);
  const service = await startService({ ...config, logger }).catch((error: Error) => {
    if (error instanceof InputError) throw error;
    logger.error(`the service cannot start: ${error.message}`);
  });
  if (!service) return exitCode.failed;
  const where = config.databaseUrl === undefined ? config.dataDir : 'PostgreSQL';
  console.log(`relucent listens on ${service.url} and keeps its jobs in ${where}`);

  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  endAtOnceWhenAskedAgain();
  await service.close();
  return exitCode.ok;
}

/** A person who asks twice means it. */
export function endAtOnceWhenAskedAgain(): void {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}
