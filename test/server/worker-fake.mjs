// A worker in a process of its own, to be killed: node worker-fake.mjs <data directory> <database URL or -> <slots>
import { datasetContents } from '#relucent/jobs/datasets/contents.js';
import { openDatabase } from '#relucent/jobs/open-store.js';
import { startWorker } from '#relucent/jobs/worker/worker.js';

const [dataDir, url, slots] = process.argv.slice(2);
const logger = { info() {}, warn() {}, error() {} };
const database = await openDatabase({ dataDir, databaseUrl: url === '-' ? undefined : url, logger });
const worker = await startWorker({
  database,
  slots: Number(slots),
  plugins: [],
  processModule: new URL('../jobs/fake-process.mjs', import.meta.url),
  scratch: `${dataDir}/work`,
  contents: datasetContents(database, `${dataDir}/datasets`),
  logger,
});
process.once('SIGTERM', async () => {
  await worker.drain();
  await database.close();
});
process.stdout.write('ready\n');
