import { once } from 'node:events';
import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import { inputError } from '../core/errors.js';
import { startService } from '../server/start.js';
import { exitCode } from './exit-codes.js';

export interface ServeOptions {
  /** Default: env HOST, else 127.0.0.1. */
  readonly host?: string;
  /** Default: env PORT, else 7313. */
  readonly port?: number;
  /** Default: env RELUCENT_DATA_DIR, else .relucent in the current directory. */
  readonly dataDir?: string;
}

const logger = {
  info: (message: string) => console.error(message),
  warn: (message: string) => console.error(`warning: ${message}`),
  error: (message: string) => console.error(`error: ${message}`),
};

/**
 * Runs the service until SIGINT or SIGTERM; resolves with the exit code when it has ended, or could not start. A
 * second signal ends it at once. Throws InputError for a port that is none, and for a host that other machines can reach: there is no login, so
 * that needs RELUCENT_ALLOW_PUBLIC=1.
 */
export async function serve(options: ServeOptions = {}): Promise<number> {
  const { env } = process;
  const host = options.host ?? (env.HOST || '127.0.0.1');
  const port = checkedPort(options.port ?? (env.PORT || 7313));
  const dataDir = resolve(options.dataDir ?? (env.RELUCENT_DATA_DIR || '.relucent'));
  if (!isLoopback(host) && env.RELUCENT_ALLOW_PUBLIC !== '1') {
    throw inputError(
      '/host',
      `${host} can be reached from other machines, and the service asks nobody who they are; ` +
        'listen on 127.0.0.1, or set RELUCENT_ALLOW_PUBLIC=1 where the network itself keeps strangers out',
    );
  }
  const service = await startService({ host, port, dataDir, logger }).catch((error: Error) => {
    logger.error(`the service cannot start: ${error.message}`);
  });
  if (!service) return exitCode.failed;
  console.log(`relucent listens on ${service.url} and keeps its jobs in ${dataDir}`);

  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  await service.close();
  return exitCode.ok;
}

function checkedPort(port: number | string): number {
  const number = Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw inputError('/port', `must be a whole number from 0 to 65535, not ${port}`);
  }
  return number;
}

function isLoopback(host: string): boolean {
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  const family = isIP(host);
  return family === 0 ? host === 'localhost' : loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
