import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '#relucent/server/start.js';
import { startPostgres, type TemporaryPostgres } from '../../bench/service/postgres.mjs';
import { postgresMissing } from '../jobs/databases.js';
import { call, ended, events, newDirectory, specNamed, submit, until } from './client.js';

const script = fileURLToPath(new URL('./worker-fake.mjs', import.meta.url));
const quiet = { host: '127.0.0.1', port: 0, logger: { info() {}, warn() {}, error() {} } };

describe.each([
  { where: 'in a data directory', missing: false },
  { where: 'on PostgreSQL', missing: postgresMissing },
])('workers $where', ({ where, missing }) => {
  describe.skipIf(missing)('', () => {
    const dataDir = newDirectory();
    const running: ChildProcess[] = [];
    let postgres: TemporaryPostgres | undefined;
    let service: RunningService;
    beforeAll(async () => {
      if (where === 'on PostgreSQL') postgres = await startPostgres();
      const database = postgres ? { databaseUrl: postgres.url } : {};
      service = await startService({ ...quiet, dataDir, ...database, concurrency: 0 });
    });
    afterEach(async () => {
      for (const worker of running.splice(0)) await end(worker, 'SIGKILL');
    });
    afterAll(async () => {
      await service?.close();
      await postgres?.stop();
    });

    async function startWorkerProcess(slots = 1): Promise<ChildProcess> {
      const args = [script, dataDir, postgres?.url ?? '-', String(slots)];
      const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      running.push(worker);
      await once(worker.stdout!, 'data');
      return worker;
    }

    async function end(worker: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
      if (worker.exitCode !== null || worker.signalCode !== null) return worker.exitCode;
      worker.kill(signal);
      return (await once(worker, 'exit'))[0];
    }

    const comparison = (name: string, repeats: number) => {
      const { relucent, ...compare } = specNamed(name) as { relucent: 1 };
      return { relucent, compare: { relucent, ...compare }, solvers: [{ name: 'auto' }], repeats };
    };
    const submitComparison = async (name: string, repeats: number) =>
      service.url + (await call(`${service.url}/v1/jobs`, 'POST', comparison(name, repeats))).body.links.self;

    it('do what the server accepted, and it tells of their progress', async () => {
      const job = await submit(service.url, 'slow 200');
      expect((await call(job)).body.status).toBe('queued');
      const follower = events(job);
      await startWorkerProcess();
      const { received } = await follower;
      expect(received.map(({ id }) => id)).toEqual(received.map((_, k) => k + 1));
      expect(received.filter(({ event }) => event === 'progress')).toHaveLength(10);
      expect((await call(`${job}/result`)).status).toBe(200);
    });

    it('share a comparison, and one of them joins it', async () => {
      await Promise.all([startWorkerProcess(), startWorkerProcess()]);
      const job = await submitComparison('slow 100', 6);
      expect((await until(job, ended)).status).toBe('succeeded');
      const { runs } = (await call(`${job}/result`)).body;
      expect(runs.map(([run]: [number]) => run)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(new Set(runs.map(([, { pid }]: [number, { pid: number }]) => pid)).size).toBe(2);
    });

    it('take over from one that was killed', async () => {
      const first = await startWorkerProcess();
      const job = await submit(service.url, 'slow 400');
      await until(job, ({ progress }) => progress.iteration > 2);
      await end(first, 'SIGKILL');
      const second = await startWorkerProcess();
      expect((await until(job, ended)).status).toBe('succeeded');
      const { received } = await events(job);
      const statuses = received.filter(({ event }) => event === 'status').map(({ data }) => data.status);
      expect(statuses).toEqual(['queued', 'running', 'queued', 'running', 'succeeded']);
      await end(second, 'SIGTERM');
    });

    it('finish what they have when asked to end, and take nothing more', async () => {
      const worker = await startWorkerProcess();
      const job = await submit(service.url, 'slow 300');
      const next = await submit(service.url, 'instant');
      await until(job, ({ progress }) => progress.iteration > 2);
      expect(await end(worker, 'SIGTERM')).toBe(0);
      expect((await call(job)).body.status).toBe('succeeded');
      expect((await call(next)).body.status).toBe('queued');
      await call(`${next}/cancel`, 'POST');
    });

    it('hear of a cancellation within a second', async () => {
      await startWorkerProcess();
      const job = await submit(service.url, 'slow 60000');
      await until(job, ({ progress }) => progress.iteration > 2);
      const asked = performance.now();
      expect((await call(`${job}/cancel`, 'POST')).status).toBe(202);
      expect((await until(job, ended, 2000)).status).toBe('cancelled');
      expect(performance.now() - asked).toBeLessThan(1000);
      expect((await call(`${job}/result`)).body.status).toBe('cancelled');
    });

    it('keep the finished runs of a comparison that is cancelled', async () => {
      await startWorkerProcess();
      const job = await submitComparison('slow 150', 50);
      await until(job, ({ progress }) => progress.fraction > 0.05);
      await call(`${job}/cancel`, 'POST');
      expect((await until(job, ended, 3000)).status).toBe('cancelled');
      const { runs } = (await call(`${job}/result`)).body;
      expect(runs.length).toBeGreaterThan(0);
      expect(runs.length).toBeLessThan(50);
    });

    it('give up a run whose process is killed from outside again and again', async () => {
      await startWorkerProcess();
      const job = await submit(service.url, 'suicide');
      expect(await until(job, ended)).toMatchObject({
        status: 'failed',
        problem: { type: 'urn:relucent:problem:interrupted' },
      });
    });
  });
});

describe.skipIf(postgresMissing)('a database that goes away', () => {
  it('is waited for: nothing accepted is lost, and the rest is refused', async () => {
    const postgres = await startPostgres();
    const service = await startService({
      ...quiet,
      dataDir: newDirectory(),
      databaseUrl: postgres.url,
      concurrency: 1,
      processModule: new URL('../jobs/fake-process.mjs', import.meta.url),
    });
    const job = await submit(service.url, 'slow 600');
    const waiting = await submit(service.url, 'instant');
    await until(job, ({ progress }) => progress.iteration > 2);
    await postgres.kill('SIGQUIT');
    const refused = await call(`${service.url}/v1/jobs`, 'POST', specNamed('instant'));
    expect([refused.status, refused.body.type]).toEqual([503, 'urn:relucent:problem:database']);
    expect((await call(`${service.url}/readyz`)).status).toBe(503);
    expect((await call(`${service.url}/healthz`)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await postgres.start();
    expect((await until(job, ended)).status).toBe('succeeded');
    expect((await until(waiting, ended)).status).toBe('succeeded');
    expect((await call(`${service.url}/readyz`)).status).toBe(200);
    await service.close();
    await postgres.stop();
  });
});
