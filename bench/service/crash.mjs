// Kills the server and its workers with SIGKILL at random moments while clients post jobs, and then looks whether
// every accepted job has ended exactly once and whether a result that was there has changed.
//
//   node bench/service/crash.mjs [--kills 100] [--database embedded|postgres]... [--seed 1] [--out FILE.json]
//
// Jobs run in stand-in processes that speak the real protocol, so that many fit into a second.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createClient } from '#relucent/client/client.js';
import { createRandom } from '#relucent/core/random.js';
import { openDatabase } from '#relucent/jobs/open-store.js';
import { machine } from './machine.mjs';
import { startPostgres } from './postgres.mjs';
import { endProcess, freePort, standIn, startScript } from './processes.mjs';

/** With more jobs unfinished the clients wait, or the end of the trial would be long. */
const mostOpen = 60;
const spec = { relucent: 1, data: { source: 'generator', name: 'two-moons', n: 20 } };

/** Runs the whole trial and returns what was found; throws when something was lost, doubled or changed. */
export async function crashTrial({ kills, database, seed, clients = 3, log = () => {} }) {
  const { uniform: random } = createRandom(seed, 'crash');
  const between = (low, high) => low + random() * (high - low);
  const dataDir = mkdtempSync(join(tmpdir(), 'relucent-crash-'));
  const postgres = database === 'postgres' ? await startPostgres({ durable: true }) : undefined;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const client = createClient({ url });
  const databaseUrl = postgres?.url ?? '-';

  const start = {
    server: () => launch([standIn('serve-fake.mjs'), dataDir, '1', databaseUrl, String(port)]),
    worker: () => launch([standIn('worker-fake.mjs'), dataDir, databaseUrl, '1']),
  };
  const processes = { server: await start.server(), worker: await start.worker() };
  // A trial that fails leaves nobody running.
  process.once('exit', () => Object.values(processes).map((child) => child.kill('SIGKILL')));

  const accepted = new Map();
  const open = new Set();
  const results = new Map();
  let unanswered = 0;
  let over = false;
  const post = async (k) => {
    while (!over) {
      const key = `${k}-${accepted.size}-${random()}`;
      const name = `stamp ${Math.round(between(0, 150))}`;
      const many = random() < 0.2;
      const document = many
        ? { relucent: 1, compare: { ...spec, name }, solvers: [{ name: 'sgd' }], repeats: 3 }
        : { ...spec, name };
      // The same request until it is answered: a lost answer must not make a second job.
      while (!over) {
        try {
          const { id } = await client.createJob(document, { idempotencyKey: key });
          accepted.set(id, { key, many });
          open.add(id);
          break;
        } catch (error) {
          if (error.problem && error.problem.status < 500) throw error;
          unanswered++;
          await sleep(20);
        }
      }
      do await sleep(between(50, 250));
      while (open.size > mostOpen && !over);
    }
  };
  const watch = async () => {
    while (!over) {
      for (const id of [...open].slice(0, 40)) if (await noteResult(client, id, results)) open.delete(id);
      await sleep(50);
    }
  };
  const load = [...Array.from({ length: clients }, (_, k) => post(k)), watch()];

  const killed = { server: 0, worker: 0, postgres: 0 };
  for (let k = 0; k < kills; k++) {
    await sleep(between(20, 1500));
    const draw = random();
    const victims = draw < 0.5 ? ['server'] : draw < 0.8 ? ['worker'] : ['server', 'worker'];
    await Promise.all(victims.map((name) => endProcess(processes[name], 'SIGKILL')));
    for (const name of victims) killed[name]++;
    if (postgres && random() < 0.1) {
      await postgres.kill('SIGKILL');
      killed.postgres++;
      await sleep(between(0, 500));
      await postgresBack(postgres);
    }
    for (const name of victims) processes[name] = await start[name]();
    if ((k + 1) % 10 === 0)
      log(`${k + 1} kills, ${accepted.size} jobs accepted, ${results.size} results seen`);
  }
  over = true;
  await Promise.all(load);

  const found = await verify(client, accepted, results, log);
  for (const child of Object.values(processes)) await endProcess(child, 'SIGTERM');
  await requireClean(dataDir, postgres?.url);
  await postgres?.stop();
  rmSync(dataDir, { recursive: true, force: true });
  return { database, seed, kills: killed, accepted: accepted.size, unanswered, ...found };
}

/** Keeps the digest of a result that is there. True when the job has ended. */
async function noteResult(client, id, results) {
  try {
    const { status } = await client.getJob(id);
    if (status === 'succeeded') results.set(id, digest(await client.getResult(id)));
    return status !== 'queued' && status !== 'running';
  } catch {
    // The server is away.
    return false;
  }
}

async function verify(client, accepted, results, log) {
  const wrong = [];
  const ends = {};
  for (const [id, { many }] of accepted) {
    const job = await finalJob(client, id);
    ends[job.status] = (ends[job.status] ?? 0) + 1;
    if (job.status === 'failed' && job.problem.type !== 'urn:relucent:problem:interrupted') {
      wrong.push(`${id} failed: ${job.problem.detail}`);
    }
    const events = [];
    for await (const event of client.followJob(id)) events.push(event);
    if (events.some((event, k) => event.id !== k + 1)) wrong.push(`${id} has a gap in its events`);
    const final = events.filter(
      ({ type, data }) => type === 'status' && !['queued', 'running'].includes(data.status),
    );
    if (final.length !== 1) wrong.push(`${id} ended ${final.length} times`);
    if (job.status !== 'succeeded') continue;
    const result = await client.getResult(id);
    if (results.has(id) && results.get(id) !== digest(result)) wrong.push(`${id} changed its result`);
    if (many && result.runs.map(([run]) => run).join() !== '0,1,2')
      wrong.push(`${id} joined ${result.runs.length} runs`);
  }
  let stored = 0;
  for (let cursor; ; ) {
    const page = await client.listJobs({ limit: 500, cursor });
    stored += page.jobs.length;
    cursor = page.nextCursor;
    if (!cursor) break;
  }
  // A request whose answer was lost at the very end may have made a job that nobody knows of.
  const unknown = stored - accepted.size;
  if (unknown < 0) wrong.push(`${-unknown} accepted jobs are gone`);
  const keys = new Set([...accepted.values()].map(({ key }) => key));
  if (keys.size !== accepted.size) wrong.push('a key made two jobs');
  log(
    `${accepted.size} jobs: ${JSON.stringify(ends)}; ${results.size} results compared; ${wrong.length} wrong`,
  );
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return { ends, resultsCompared: results.size, unknown, wrong: 0 };
}

/** After an orderly end nothing is left of locks, workers, tasks or folders of jobs, and the file is sound. */
async function requireClean(dataDir, databaseUrl) {
  const logger = { info() {}, warn() {}, error() {} };
  const database = await openDatabase({ dataDir, databaseUrl, logger });
  try {
    for (const table of ['tasks', 'workers']) {
      const left = await database.query(`select * from ${table}`);
      if (left.length > 0) throw new Error(`${left.length} ${table} are left`);
    }
    if (!databaseUrl) {
      const [{ integrity_check: found }] = await database.query('pragma integrity_check');
      if (found !== 'ok') throw new Error(`the database is damaged: ${found}`);
    }
  } finally {
    await database.close();
  }
  const left = [
    ...readdirSync(dataDir).filter((name) => /lock/.test(name)),
    ...readdirSync(join(dataDir, 'work')),
  ];
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
}

async function finalJob(client, id) {
  for (;;) {
    const job = await client.getJob(id);
    if (job.status !== 'queued' && job.status !== 'running') return job;
    await sleep(50);
  }
}

async function postgresBack(postgres) {
  for (;;) {
    try {
      await postgres.start();
      return;
    } catch {
      // The processes of the one that was killed may still be on their way out.
      await sleep(200);
    }
  }
}

async function launch(args) {
  for (;;) {
    const { child, line } = await startScript(args);
    if (line !== null) return child;
    // PostgreSQL may still be recovering.
    if (!/does not answer/.test(child.said)) throw new Error(`a process did not start: ${child.said}`);
    await sleep(100);
  }
}

function digest(value) {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '100' },
      database: { type: 'string', multiple: true, default: ['embedded', 'postgres'] },
      seed: { type: 'string', default: '1' },
      out: { type: 'string' },
    },
  });
  const trials = [];
  for (const database of values.database) {
    const began = performance.now();
    const found = await crashTrial({
      kills: Number(values.kills),
      database,
      seed: Number(values.seed),
      log: (message) => console.error(`${database}: ${message}`),
    });
    trials.push({ ...found, seconds: Math.round((performance.now() - began) / 1000) });
  }
  const report = JSON.stringify({ machine: machine(), trials }, null, 2);
  console.log(report);
  if (values.out) writeFileSync(values.out, `${report}\n`);
}
