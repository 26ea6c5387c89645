// A server in a process of its own, to be killed: node serve-fake.mjs <data directory> <concurrency>
import { startService } from '#relucent/server/start.js';

const [dataDir, concurrency] = process.argv.slice(2);
const service = await startService({
  host: '127.0.0.1',
  port: 0,
  dataDir,
  concurrency: Number(concurrency),
  logger: { info() {}, warn() {}, error() {} },
  processModule: new URL('../jobs/fake-process.mjs', import.meta.url),
});
process.once('SIGTERM', () => service.close());
process.stdout.write(`${service.url}\n`);
