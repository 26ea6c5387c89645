import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { validateDocument } from '#relucent/core/validation.js';
import type { Database } from '#relucent/jobs/database/database.js';
import type { Wishes } from '#relucent/jobs/job.js';
import { type JobService, jobService } from '#relucent/jobs/job-service.js';
import { packFile } from '#relucent/jobs/store/job-files.js';
import { removeEndedBefore } from '#relucent/jobs/store/jobs.js';
import { type Claim, claimTask, endTask, reportProgress } from '#relucent/jobs/store/queue.js';
import {
  beat,
  giveUpWorker,
  listWorkers,
  registerWorker,
  workerWatch,
} from '#relucent/jobs/store/workers.js';
import { logger, places } from './databases.js';

const spec = validateDocument({ relucent: 1, data: { source: 'generator', name: 'two-moons', n: 20 } });
const comparison = validateDocument({
  relucent: 1,
  compare: { relucent: 1, data: { source: 'generator', name: 'two-moons', n: 20 } },
  solvers: [{ name: 'convex' }, { name: 'sgd' }],
  repeats: 2,
});
const wishes: Wishes = { owner: 'local', priority: 0 };
const never = new AbortController().signal;

describe.each(places)('$name', ({ missing, start }) => {
  describe.skipIf(missing)('', () => {
    let place: Awaited<ReturnType<typeof start>>;
    let database: Database;
    let jobs: JobService;
    let worker: string;
    beforeAll(async () => {
      place = await start();
      database = await place.open();
      jobs = jobService(database);
      worker = await registerWorker(database, 1);
    });
    afterEach(async () => {
      await database.query('delete from jobs');
    });
    afterAll(async () => {
      await database?.close();
      await place?.end();
    });

    const claim = async (by = worker): Promise<Claim> => (await claimTask(database, by))!;
    const left = async (claimed: Claim, text = '{}') => {
      const name = claimed.task.kind === 'runs' ? (`runs-${claimed.number}` as const) : 'result';
      return { kind: 'done', files: [await packFile(name, text)] } as const;
    };
    const finish = async (claimed: Claim, text?: string) =>
      endTask(database, claimed, await left(claimed, text));
    const log = async (id: string, after = 0) => {
      const events = [];
      for await (const event of jobs.follow(id, after, never)) events.push(event);
      return events;
    };
    const statuses = async (id: string) =>
      (await log(id)).flatMap((event) => (event.type === 'status' ? [event.data.status] : []));

    it('keeps what was committed for whoever opens it next', async () => {
      const { id } = await jobs.submit(spec, wishes);
      const claimed = await claim();
      expect(await reportProgress(database, claimed, { iteration: 7, objective: 0.5 })).toBe(true);
      expect(await finish(claimed, '{"a":1}')).toBe(true);
      const other = await place.open();
      const again = jobService(other);
      expect(await again.get(id)).toEqual(await jobs.get(id));
      expect(await again.get(id)).toMatchObject({ status: 'succeeded', progress: { iteration: 7 } });
      expect(String(await again.artifact(id, 'result'))).toBe('{"a":1}');
      expect((await log(id)).map((event) => [event.id, event.type])).toEqual([
        [1, 'status'],
        [2, 'status'],
        [3, 'progress'],
        [4, 'status'],
      ]);
      expect((await log(id, 2)).map((event) => event.id)).toEqual([3, 4]);
      await other.close();
    });

    it('tells followers in other processes', async () => {
      const { id } = await jobs.submit(spec, wishes);
      const other = await place.open();
      const seen: number[] = [];
      const following = (async () => {
        for await (const event of jobService(other).follow(id, 0, never)) seen.push(event.id);
      })();
      const claimed = await claim();
      for (let k = 0; k < 5; k++) await reportProgress(database, claimed, { iteration: k });
      await finish(claimed);
      await following;
      expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      await other.close();
    });

    it('gives each task to one worker only, the most urgent and oldest first', async () => {
      const others = await Promise.all([place.open(), place.open()]);
      const ids: string[] = [];
      for (let k = 0; k < 12; k++) {
        ids.push((await jobs.submit(spec, { ...wishes, priority: k === 5 ? 1 : 0 })).id);
      }
      const first = await claim();
      expect([first.job, (await claim()).job]).toEqual([ids[5], ids[0]]);
      const rest = await Promise.all(
        Array.from({ length: 14 }, (_, k) => claimTask([database, ...others][k % 3]!, worker)),
      );
      const taken = rest.flatMap((one) => (one ? [one.job] : []));
      expect(taken.toSorted()).toEqual(ids.filter((_, k) => k !== 5 && k !== 0));
      for (const other of others) await other.close();
    });

    it('makes one job of requests with one key, and refuses another body', async () => {
      const keyed = (bodySha256 = 'h'): Wishes => ({ ...wishes, idempotency: { key: 'k', bodySha256 } });
      const made = await Promise.all([jobs.submit(spec, keyed()), jobs.submit(spec, keyed())]);
      expect(made[0]!.id).toBe(made[1]!.id);
      await expect(jobs.submit(spec, keyed('other'))).rejects.toThrow('another body');
      expect((await jobs.submit(spec, { ...keyed(), owner: 'another' })).id).not.toBe(made[0]!.id);
      await jobs.remove(made[0]!.id);
      expect((await jobs.submit(spec, keyed())).id).not.toBe(made[0]!.id);
    });

    it('pages through jobs, newest first, by status', async () => {
      const ids: string[] = [];
      for (let k = 0; k < 5; k++) ids.unshift((await jobs.submit(spec, wishes)).id);
      await jobs.cancel(ids[1]!);
      const first = await jobs.list({ limit: 2 });
      expect(first.jobs.map(({ id }) => id)).toEqual(ids.slice(0, 2));
      const rest = await jobs.list({ limit: 3, cursor: first.nextCursor! });
      expect(rest.jobs.map(({ id }) => id)).toEqual(ids.slice(2));
      expect(rest.nextCursor).toBeUndefined();
      expect((await jobs.list({ limit: 9, status: 'cancelled' })).jobs.map(({ id }) => id)).toEqual([ids[1]]);
    });

    it('tries a task again after its worker died, not for ever, and never listens to the dead', async () => {
      const { id } = await jobs.submit(spec, wishes);
      for (const attempt of [1, 2, 3]) {
        const mortal = await registerWorker(database, 1);
        const claimed = await claim(mortal);
        expect(claimed.claim).toBe(attempt);
        await giveUpWorker(database, mortal);
        expect(await beat(database, mortal)).toBe(false);
        expect(await reportProgress(database, claimed, { iteration: 1 })).toBe(false);
        expect(await finish(claimed)).toBe(false);
      }
      expect(await jobs.get(id)).toMatchObject({
        status: 'failed',
        problem: { type: 'urn:relucent:problem:interrupted', detail: expect.stringContaining('3 times') },
      });
      expect(await statuses(id)).toEqual([
        'queued',
        'running',
        'queued',
        'running',
        'queued',
        'running',
        'failed',
      ]);
    });

    it('does not count a worker that was asked to end', async () => {
      const { id } = await jobs.submit(spec, wishes);
      for (let k = 0; k < 5; k++) await endTask(database, await claim(), { kind: 'put-back' });
      expect((await jobs.get(id)).status).toBe('queued');
    });

    it('finds a silent worker by its beat, without clocks, and spares one that lives', async () => {
      const { id } = await jobs.submit(spec, wishes);
      const silent = await registerWorker(database, 1);
      await database.query(
        `update workers set host = 'another machine' where id in ($1, $2)`,
        silent,
        worker,
      );
      await claim(silent);
      const watch = workerWatch(database, 50, logger);
      await watch.look();
      await new Promise((resolve) => setTimeout(resolve, 80));
      await beat(database, worker);
      await watch.look();
      expect((await listWorkers(database)).map((one) => one.id)).toEqual([worker]);
      expect((await jobs.get(id)).status).toBe('queued');
    });

    it('finds a dead process of this machine at once', async () => {
      const dead = await registerWorker(database, 1);
      await database.query('update workers set pid = $2 where id = $1', dead, 2 ** 22 + 1);
      await workerWatch(database, 1e9, logger).look();
      expect((await listWorkers(database)).map((one) => one.id)).not.toContain(dead);
    });

    it('parts a comparison and joins it once, whoever does the parts', async () => {
      const { id } = await jobs.submit(comparison, wishes);
      const parts = [await claim(), await claim(), await claim(), await claim()];
      expect(parts.map(({ task }) => task)).toEqual(
        [0, 1, 2, 3].map((run) => ({ kind: 'runs', runs: [run] })),
      );
      await reportProgress(database, parts[3]!, { phase: 'sgd', fraction: 0.5 });
      expect((await jobs.get(id)).progress).toEqual({ phase: 'sgd', fraction: 0.125 });
      await Promise.all(parts.slice(0, 3).map((part) => finish(part)));
      expect(await claimTask(database, worker)).toBeUndefined();
      // The last part's worker dies after it has reported: nothing is run twice.
      expect(await finish(parts[3]!)).toBe(true);
      expect(await finish(parts[3]!)).toBe(false);
      const join = await claim();
      expect(join.task).toEqual({ kind: 'join' });
      expect(await claimTask(database, worker)).toBeUndefined();
      await finish(join);
      expect((await jobs.get(id)).status).toBe('succeeded');
      expect(await statuses(id)).toEqual(['queued', 'running', 'succeeded']);
      expect(await database.query('select * from tasks')).toEqual([]);
      expect(await database.query('select name from job_files order by name')).toEqual([
        { name: 'result' },
        { name: 'spec' },
      ]);
    });

    it('fails a comparison with the first of its parts that does', async () => {
      const { id } = await jobs.submit(comparison, wishes);
      const [first, second] = [await claim(), await claim()];
      const problem = { type: 'urn:x', title: 't', status: 500, detail: 'd' };
      await endTask(database, first, { kind: 'failed', problem });
      expect(await jobs.get(id)).toMatchObject({ status: 'failed', problem });
      expect(await finish(second)).toBe(false);
    });

    it('cancels at once what waits, and keeps what parts of a comparison have found', async () => {
      const waiting = await jobs.submit(comparison, wishes);
      expect((await jobs.cancel(waiting.id)).status).toBe('cancelled');
      await expect(jobs.cancel(waiting.id)).rejects.toThrow('ended already');

      const { id } = await jobs.submit(comparison, wishes);
      await finish(await claim());
      const second = await claim();
      expect((await jobs.cancel(id)).status).toBe('running');
      expect((await jobs.get(id)).cancel).toMatchObject({ status: 'cancelled' });
      // It was killed before it had found anything.
      await endTask(database, second, { kind: 'interrupted' });
      const join = await claim();
      expect(join.task.kind).toBe('join');
      await finish(join);
      expect((await jobs.get(id)).status).toBe('cancelled');
      expect(await jobs.artifact(id, 'result')).toBeDefined();
    });

    it('removes jobs of some age with all that belongs to them, but no unfinished ones', async () => {
      const old = await jobs.submit(spec, wishes);
      await finish(await claim());
      const running = await jobs.submit(spec, wishes);
      await claim();
      await expect(jobs.remove(running.id)).rejects.toThrow('running');
      expect(await removeEndedBefore(database, '2000-01-01', 10)).toBe(0);
      expect(await removeEndedBefore(database, '9999-01-01', 10)).toBe(1);
      await expect(jobs.get(old.id)).rejects.toThrow(old.id);
      const files = await database.query('select job_id from job_files union select job_id from job_events');
      expect(files).toEqual([{ job_id: running.id }]);
    });

    it('undoes a transaction that fails, and none of its signals is heard', async () => {
      const heard: string[] = [];
      const silence = database.onSignal((topic) => heard.push(topic));
      await expect(
        database.transaction(async (tx) => {
          await tx.query('update probes set writes = 77');
          tx.signal('never');
          throw new Error('on purpose');
        }),
      ).rejects.toThrow('on purpose');
      silence();
      expect(heard).not.toContain('never');
      expect(await database.query('select * from probes where writes = 77')).toEqual([]);
    });

    it('refuses tables that a newer program has made', async () => {
      await database.query(`insert into migrations (version, at) values (999, 'later')`);
      await expect(place.open()).rejects.toThrow(/version 999.*newer program/);
      await database.query('delete from migrations where version = 999');
    });
  });
});
