// One point of bench/growth.mjs: the task comes as a message; seconds of its repeats and MiB above the start go back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtinRegistry, createClient, execute, startService, validateDocument } from 'relucent';

const repeats = 5;

process.once('message', async (task) => {
  // What Node and the product take before anything is solved is no part of the growth.
  const before = process.resourceUsage().maxRSS;
  const seconds = await (task.kind === 'jobs' ? jobs(task) : spec(task));
  const mebibytes = (process.resourceUsage().maxRSS - before) / 1024;
  process.send({ seconds, mebibytes }, () => process.exit());
});

/** Processor seconds of a run: data, training and evaluation. */
async function spec({ spec }) {
  const seconds = [];
  for (let i = 0; i <= repeats; i++) {
    const document = validateDocument({ relucent: 1, evaluate: { certify: false }, ...spec });
    const context = { registry: builtinRegistry(), signal: new AbortController().signal, report() {} };
    const spent = clock();
    const { result } = await execute(document, context);
    if (!result.network) throw new Error(`no network: ${result.reason}`);
    // The first run compiles.
    if (i > 0) seconds.push(spent());
  }
  return seconds;
}

/** Gives the processor seconds of all threads since now. */
function clock() {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
}

/** Seconds by the clock, since jobs have processes of their own: from the first posted until the last has ended. */
async function jobs({ jobs }) {
  const dataDir = mkdtempSync(join(tmpdir(), 'relucent-growth-'));
  const logger = { info() {}, warn() {}, error: console.error };
  const service = await startService({ host: '127.0.0.1', port: 0, dataDir, logger });
  const client = createClient({ url: service.url });
  const small = (seed) => ({
    relucent: 1,
    data: { source: 'generator', name: 'two-moons', n: 40 },
    solver: { name: 'convex', options: { patterns: { method: 'sampled', draws: 8 } } },
    seed,
  });
  const seconds = [];
  for (let i = 0; i < repeats; i++) {
    const began = performance.now();
    const posted = [];
    for (let k = 0; k < jobs; k++) posted.push(await client.createJob(small(1000 * i + k)));
    for (const { id } of posted) {
      const { status } = await client.waitForJob(id);
      if (status !== 'succeeded') throw new Error(`a job ended ${status}`);
    }
    seconds.push((performance.now() - began) / 1000);
  }
  await service.close();
  rmSync(dataDir, { recursive: true });
  return seconds;
}
