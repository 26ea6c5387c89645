// A comparison of 40 runs on PostgreSQL by one worker, by two, and by two of which one is killed half-way.
//
//   node bench/service/workers.mjs [--runs 40] [--out FILE.json]
//
// Fails unless all three give the same networks: a run depends on its seed, never on who does it.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createClient } from '#relucent/client/client.js';
import { machine } from './machine.mjs';
import { startPostgres } from './postgres.mjs';
import { endProcess, startService, startWorker } from './processes.mjs';

const document = (runs) => ({
  relucent: 1,
  compare: {
    relucent: 1,
    data: { source: 'generator', name: 'two-moons', n: 400, bias: true },
    model: { type: 'relu', hidden: [64] },
    evaluate: { certify: false },
  },
  solvers: [{ name: 'sgd', options: { epochs: 300 } }],
  repeats: runs,
});

async function trial(runs, count, killOne) {
  const directory = mkdtempSync(join(tmpdir(), 'relucent-workers-'));
  const postgres = await startPostgres({ durable: true });
  const server = await startService(join(directory, 'server'), { databaseUrl: postgres.url, concurrency: 0 });
  const workers = await Promise.all(
    Array.from({ length: count }, (_, k) => startWorker(join(directory, `worker-${k}`), postgres.url)),
  );
  try {
    const client = createClient({ url: server.url });
    const began = performance.now();
    const { id } = await client.createJob(document(runs));
    let killed = !killOne;
    const job = await client.waitForJob(id, ({ fraction = 0 }) => {
      if (killed || fraction < 0.4) return;
      killed = true;
      workers[0].kill('SIGKILL');
    });
    const seconds = (performance.now() - began) / 1000;
    if (job.status !== 'succeeded') throw new Error(`the job ended ${job.status}: ${job.problem?.detail}`);
    const result = await client.getResult(id);
    if (!killed || result.runs.length !== runs) throw new Error(`${result.runs.length} runs of ${runs}`);
    const networks = result.runs.map(({ network }) => JSON.stringify(network)).join();
    return {
      workers: count,
      killed: killOne ? 1 : 0,
      runs: result.runs.length,
      seconds: Number(seconds.toFixed(1)),
      networksSha256: createHash('sha256').update(networks).digest('hex'),
    };
  } finally {
    for (const worker of workers) await endProcess(worker, 'SIGTERM');
    await endProcess(server.child, 'SIGTERM');
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '40' }, out: { type: 'string' } },
  });
  const trials = [];
  for (const [count, killOne] of [
    [1, false],
    [2, false],
    [2, true],
  ]) {
    trials.push(await trial(Number(values.runs), count, killOne));
    console.error(JSON.stringify(trials.at(-1)));
  }
  if (new Set(trials.map(({ networksSha256 }) => networksSha256)).size > 1)
    throw new Error('the networks differ');
  const [one, two] = trials;
  const report = JSON.stringify(
    { machine: machine(), speedup: Number((one.seconds / two.seconds).toFixed(2)), trials },
    null,
    2,
  );
  console.log(report);
  if (values.out) writeFileSync(values.out, `${report}\n`);
}
