// How many small jobs the service does in a second, how long a POST and a job take, and how long its event loop is held.
//
//   node bench/service/throughput.mjs [--jobs 1000] [--solved 60] [--database embedded|postgres]... [--out FILE.json]
//
// First with stand-in processes that do nothing, each job still in a process of its own: the cost of the service
// itself. Then with real training (`--solved` jobs), two at a time.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createClient } from '#relucent/client/client.js';
import { machine } from './machine.mjs';
import { startPostgres } from './postgres.mjs';
import { endProcess, standIn, startScript, startService } from './processes.mjs';

const slots = 2;
const spec = {
  relucent: 1,
  name: 'instant',
  data: { source: 'generator', name: 'two-moons', n: 40, bias: true },
  solver: { name: 'convex', options: { patterns: { method: 'sampled', draws: 16 } } },
};

/** All jobs at once from eight clients, then one after the other from as many clients as there are slots. */
async function measure(url, jobs) {
  const client = createClient({ url });
  await lagOf(client);
  const posts = [];
  const began = performance.now();
  const ids = await spread(jobs, 8, async () => {
    const asked = performance.now();
    const { id } = await client.createJob(spec);
    posts.push(performance.now() - asked);
    return id;
  });
  const acceptedMs = performance.now() - began;
  let last = 0;
  for (const id of ids) {
    const job = await client.waitForJob(id);
    if (job.status !== 'succeeded') throw new Error(`${id} ended ${job.status}: ${job.problem?.detail}`);
    last = Math.max(last, Date.parse(job.finishedAt));
  }
  const firstAt = Date.parse((await client.getJob(ids[0])).createdAt);

  const completions = [];
  await spread(Math.ceil(jobs / 10), slots, async () => {
    const asked = performance.now();
    await client.waitForJob((await client.createJob(spec)).id);
    completions.push(performance.now() - asked);
  });
  return {
    jobs,
    jobsPerSecond: rounded((1000 * jobs) / (last - firstAt)),
    postsPerSecond: rounded((1000 * jobs) / acceptedMs),
    postMs: quantiles(posts),
    completionMs: quantiles(completions),
    eventLoopDelayMs: await lagOf(client),
  };
}

async function spread(count, width, action) {
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const k = next++;
      results[k] = await action();
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}

/** Quantiles since they were last asked for. The timer that measures them ticks every 10 ms, which is taken off. */
async function lagOf(client) {
  const text = await client.metrics();
  const value = (name) =>
    rounded(
      1000 * Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)`, 'm').exec(text)[1]) - 10,
    );
  return { p50: value('p50'), p99: value('p99') };
}

function quantiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (q) => rounded(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function rounded(value) {
  return Number(value.toPrecision(3));
}

async function trial(database, work, jobs) {
  const dataDir = mkdtempSync(join(tmpdir(), 'relucent-throughput-'));
  const postgres = database === 'postgres' ? await startPostgres({ durable: true }) : undefined;
  let server;
  try {
    if (work === 'solved')
      server = await startService(dataDir, { databaseUrl: postgres?.url, concurrency: slots });
    else {
      const { child, line } = await startScript([
        standIn('serve-fake.mjs'),
        dataDir,
        String(slots),
        postgres?.url ?? '-',
      ]);
      server = { child, url: line };
    }
    return { database, work, ...(await measure(server.url, jobs)) };
  } finally {
    if (server) await endProcess(server.child, 'SIGTERM');
    await postgres?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      jobs: { type: 'string', default: '1000' },
      solved: { type: 'string', default: '60' },
      database: { type: 'string', multiple: true, default: ['embedded', 'postgres'] },
      out: { type: 'string' },
    },
  });
  const trials = [];
  for (const database of values.database) {
    for (const [work, jobs] of [
      ['stand-in', Number(values.jobs)],
      ['solved', Number(values.solved)],
    ]) {
      trials.push(await trial(database, work, jobs));
      console.error(JSON.stringify(trials.at(-1)));
    }
  }
  const report = JSON.stringify({ machine: machine(), slots, trials }, null, 2);
  console.log(report);
  if (values.out) writeFileSync(values.out, `${report}\n`);
}
