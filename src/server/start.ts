import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { jobService } from '../jobs/job-service.js';
import type { Logger } from '../jobs/logger.js';
import { openStore } from '../jobs/open-store.js';
import { jobProcess, startWorker } from '../jobs/worker/worker.js';
import { builtinRegistry } from '../pipeline/builtins.js';
import { createApp } from './app.js';

/** Times for a request to arrive, in ms; answers may take as long as they need. */
const arrival = { headersTimeout: 15_000, requestTimeout: 120_000, connectionsCheckingInterval: 5_000 };
/** After this time a shutdown breaks connections off. */
const drainMs = 2_000;
const solveSeconds = 60;

export interface ServiceOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** A PostgreSQL database in place of the one in the data directory. */
  readonly databaseUrl?: string;
  readonly logger: Logger;
  /** Jobs at a time; by default one fewer than there are processors. */
  readonly concurrency?: number;
  /** The compiled module that runs as a job's process. */
  readonly processModule?: URL;
  readonly solveSeconds?: number;
}

export interface RunningService {
  readonly url: string;
  /** Takes no more work, puts running jobs back into the queue and ends. */
  close(): Promise<void>;
}

/**
 * Starts the service: store, worker and HTTP server. Throws an Error when the data directory belongs to another
 * server, the database cannot be used or the port is taken.
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { host, port, logger } = options;
  const store = await openStore(options);
  const jobs = jobService(store.database);
  const worker = await startWorker({
    database: store.database,
    slots: options.concurrency ?? Math.max(1, availableParallelism() - 1),
    processModule: options.processModule ?? jobProcess,
    scratch: join(options.dataDir, 'work'),
    logger,
  });
  const app = createApp({
    jobs,
    logger,
    registry: builtinRegistry(),
    solveSeconds: options.solveSeconds ?? solveSeconds,
  });
  const server = createServer(arrival, app);
  const stop = async () => {
    jobs.stop();
    await worker.stop();
    await store.close();
  };
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    await stop();
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      ? new Error(`port ${port} of ${host} is in use; choose another with PORT`, { cause: error })
      : error;
  }

  let closing: Promise<void> | undefined;
  return {
    url: urlOf(server, host),
    close() {
      closing ??= closeServer(server, stop);
      return closing;
    },
  };
}

async function closeServer(server: Server, stopJobs: () => Promise<void>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  await stopJobs();
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(impatience);
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
