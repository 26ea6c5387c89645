// A server in a process of its own, to be killed:
// node serve-fake.mjs <data directory> <concurrency> [<database URL or ->] [<port>]
import { startService } from '#relucent/server/start.js';

const [dataDir, concurrency, url = '-', port = '0'] = process.argv.slice(2);
const service = await startService({
  host: '127.0.0.1',
  port: Number(port),
  dataDir,
  ...(url === '-' ? {} : { databaseUrl: url }),
  requestsPerMinute: 1e6,
  concurrency: Number(concurrency),
  logger: { info() {}, warn() {}, error() {} },
  processModule: new URL('../jobs/fake-process.mjs', import.meta.url),
});
process.once('SIGTERM', () => service.close());
process.stdout.write(`${service.url}\n`);
