import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { inputError } from '../core/errors.js';
import type { ServiceConfig } from '../core/generated/documents.js';
import type { Database } from '../jobs/database/database.js';
import { datasetContents } from '../jobs/datasets/contents.js';
import { datasets } from '../jobs/datasets/datasets.js';
import { startHousekeeping } from '../jobs/housekeeping.js';
import { jobService } from '../jobs/job-service.js';
import type { Logger } from '../jobs/logger.js';
import { openStore } from '../jobs/open-store.js';
import { listKeys } from '../jobs/store/api-keys.js';
import { jobProcess, startWorker } from '../jobs/worker/worker.js';
import { registryWith } from '../pipeline/registry-with.js';
import { asksForKeys, createApp } from './app.js';
import { resolved } from './configuration.js';
import { audit } from './guards/audit.js';
import { createMetrics } from './metrics.js';
import { openRegularizers } from './regularizers.js';
import { startWebhooks } from './webhooks/start-webhooks.js';

/**
 * Times for a request to arrive, in ms; answers may take as long as they need. The longest is for the largest upload;
 * JSON bodies have a shorter time of their own.
 */
const arrival = { headersTimeout: 15_000, requestTimeout: 3_600_000, connectionsCheckingInterval: 5_000 };
/** After this time a shutdown breaks connections off. */
const drainMs = 2_000;

/** A configuration, whose defaults fill what is left out, and what only a program can give. */
export interface ServiceOptions extends Partial<ServiceConfig> {
  readonly logger: Logger;
  /** The compiled module that runs as a job's process. */
  readonly processModule?: URL;
}

export interface RunningService {
  readonly url: string;
  /** Takes no more work, puts running jobs back into the queue and ends. */
  close(): Promise<void>;
}

/**
 * Starts the service: store, worker and HTTP server. Throws an Error when the data directory belongs to another
 * server, the database cannot be used or the port is taken; InputError for a configuration that cannot be, and for a
 * public address without an API key.
 */
export async function startService({
  logger,
  processModule,
  ...settings
}: ServiceOptions): Promise<RunningService> {
  const config = resolved(settings);
  const { host, port, dataDir } = config;
  const { database, close } = await openStore({ ...config, logger });
  const ends: (() => Promise<void>)[] = [close];
  const stop = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    if (asksForKeys(config)) await requireKeys(database, config);
    const contents = datasetContents(database, join(dataDir, 'datasets'));
    await contents.clean();
    const worker = await startWorker({
      database,
      slots: config.concurrency ?? Math.max(1, availableParallelism() - 1),
      processModule: processModule ?? jobProcess,
      scratch: join(dataDir, 'work'),
      contents,
      plugins: config.plugins,
      logger,
    });
    ends.push(() => worker.stop());
    const housekeeping = startHousekeeping(database, config, logger);
    ends.push(() => housekeeping.stop());
    const webhooks = startWebhooks(database, config, logger);
    ends.push(() => webhooks.stop());
    const jobs = jobService(database, config.queuedJobs);
    ends.push(async () => jobs.stop());
    const trail = audit(dataDir, logger);
    ends.push(() => trail.close());
    const registry = await registryWith(config.plugins);
    const regularizers = await openRegularizers(dataDir, registry, logger);
    const app = createApp(
      {
        config,
        database,
        jobs,
        contents,
        datasets: datasets(database, contents, config.storageMb * 2 ** 20),
        logger,
        metrics: createMetrics(database),
        registry,
        regularizers,
        solveSeconds: config.solveSeconds,
      },
      trail.handler,
    );
    const server = createServer(arrival, app);
    await listen(server, host, port);
    let closing: Promise<void> | undefined;
    return {
      url: urlOf(server, host),
      close() {
        closing ??= closeServer(server, stop);
        return closing;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function requireKeys(database: Database, { host }: ServiceConfig): Promise<void> {
  const keys = await listKeys(database);
  if (keys.some(({ revokedAt }) => revokedAt === undefined)) return;
  throw inputError(
    '/host',
    `${host} needs API keys, and there is none: make one with "relucent keys add NAME", listen on 127.0.0.1, or set ` +
      'RELUCENT_ALLOW_PUBLIC=1 where the network itself keeps strangers out',
  );
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      ? new Error(`port ${port} of ${host} is in use; choose another with PORT`, { cause: error })
      : error;
  }
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
