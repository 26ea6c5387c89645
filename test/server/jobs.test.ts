import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validate } from '#relucent/core/validation.js';
import { type RunningService, startService } from '#relucent/server/start.js';
import { call, ended, events, fakeProcess, newDirectory, specNamed, submit, until } from './client.js';

const logged: string[] = [];
const log = (message: string) => void logged.push(message);
let service: RunningService;
let url: string;

beforeAll(async () => {
  service = await startService({
    host: '127.0.0.1',
    port: 0,
    dataDir: newDirectory(),
    concurrency: 1,
    logger: { info() {}, warn: log, error: log },
    processModule: fakeProcess,
    solveSeconds: 1,
  });
  url = service.url;
});

afterAll(() => service.close());

describe('a job', () => {
  it('is accepted, runs and leaves a result and a report', async () => {
    const accepted = await call(`${url}/v1/jobs`, 'POST', specNamed('instant'));
    expect(accepted.status).toBe(202);
    const { id, status, links } = accepted.body;
    expect(status).toBe('queued');
    expect(accepted.headers.get('location')).toBe(`/v1/jobs/${id}`);
    const job = await until(url + links.self, ended);
    expect(job).toEqual(validate('job.json', job));
    expect(job).toMatchObject({ id, kind: 'spec', name: 'instant', status: 'succeeded' });
    expect(Object.keys(job.links).sort()).toEqual(['cancel', 'events', 'model', 'report', 'result', 'self']);
    expect([job.createdAt, job.startedAt, job.finishedAt].toSorted()).toEqual([
      job.createdAt,
      job.startedAt,
      job.finishedAt,
    ]);
    expect((await call(url + links.result)).body).toEqual({
      relucent: 1,
      status: 'solved',
      reason: 'at once',
    });
    const report = await call(url + links.report);
    expect(report.headers.get('content-type')).toMatch('text/html');
    expect(report.headers.get('content-security-policy')).toMatch("default-src 'none'");
  });

  it('may be a comparison', async () => {
    const { relucent, ...compare } = specNamed('instant') as { relucent: 1 };
    const body = { relucent, compare: { relucent, ...compare }, solvers: [{ name: 'auto' }], repeats: 2 };
    const accepted = await call(`${url}/v1/jobs`, 'POST', body);
    expect(accepted.status).toBe(202);
    expect(await until(url + accepted.body.links.self, ended)).toMatchObject({
      kind: 'comparison',
      status: 'succeeded',
    });
  });

  it('fails with the problem its process found, or a general one that tells nothing', async () => {
    const [refused, crashed, heap] = await Promise.all([
      submit(url, 'refuse'),
      submit(url, 'crash'),
      call(`${url}/v1/jobs`, 'POST', specNamed('heap', { limits: { memoryMb: 30 } })).then(
        ({ body }) => url + body.links.self,
      ),
    ]);
    expect(await until(refused, ended)).toMatchObject({
      status: 'failed',
      problem: { status: 422, errors: [{ pointer: '/data/y', message: 'wrong' }] },
    });
    const afterCrash = await until(crashed, ended);
    expect(afterCrash).toMatchObject({
      status: 'failed',
      problem: { status: 500, type: 'urn:relucent:problem:crashed' },
    });
    expect(JSON.stringify(afterCrash)).not.toMatch('secret');
    expect(logged.join('\n')).toMatch('secret detail of the crash');
    expect((await until(heap, ended)).problem.type).toBe('urn:relucent:problem:out-of-memory');
    const result = await call(`${crashed}/result`);
    expect([result.status, result.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('waits its turn, can be cancelled before it, and is listed', async () => {
    const first = await submit(url, 'slow 600');
    const second = await submit(url, 'instant');
    const third = await submit(url, 'instant');
    expect((await call(`${second}/cancel`, 'POST')).body.status).toBe('cancelled');
    expect((await call(`${second}/cancel`, 'POST')).status).toBe(409);
    expect((await call(`${second}/result`)).status).toBe(404);
    expect((await call(`${third}/result`)).status).toBe(409);
    expect((await call(first)).body.status).toBe('running');
    expect((await call(first, 'DELETE')).status).toBe(409);
    const queued = await call(`${url}/v1/jobs?status=queued`);
    expect(queued.body.jobs.map((job: { id: string }) => third.endsWith(job.id))).toEqual([true]);
    await until(third, ended);
    expect((await call(first)).body).toMatchObject({ status: 'succeeded', progress: { iteration: 30 } });

    const page = await call(`${url}/v1/jobs?limit=2&status=&cursor=`);
    expect(page.body.jobs.map((job: { id: string }) => `${url}/v1/jobs/${job.id}`)).toEqual([third, second]);
    const next = await call(`${url}/v1/jobs?limit=1&cursor=${page.body.nextCursor}`);
    expect(`${url}/v1/jobs/${next.body.jobs[0].id}`).toBe(first);

    expect((await call(second, 'DELETE')).status).toBe(204);
    expect((await call(second)).status).toBe(404);
    expect((await call(second, 'DELETE')).status).toBe(404);
  });

  it('keeps the best so far when cancelled, and is ended within a second when it does not listen', async () => {
    const listening = await submit(url, 'slow 60000');
    await until(listening, ({ progress }) => progress.iteration > 2);
    expect((await call(`${listening}/cancel`, 'POST')).status).toBe(202);
    expect((await until(listening, ended, 1000)).status).toBe('cancelled');
    expect((await call(`${listening}/result`)).body).toMatchObject({
      status: 'cancelled',
      reason: 'cancelled by the user',
    });

    const stubborn = await submit(url, 'stubborn');
    await until(stubborn, ({ progress }) => progress.phase === 'busy');
    await call(`${stubborn}/cancel`, 'POST');
    expect((await until(stubborn, ended, 1000)).status).toBe('cancelled');
    expect((await call(`${stubborn}/result`)).status).toBe(404);
  });
});

describe('events', () => {
  it('come live, in order, and end with the final status', async () => {
    const job = await submit(url, 'slow 300');
    const { status, received } = await events(job);
    expect(status).toBe(200);
    expect(received.map(({ id }) => id)).toEqual(received.map((_, k) => k + 1));
    const statuses = received.filter(({ event }) => event === 'status').map(({ data }) => data.status);
    expect(statuses).toEqual(['queued', 'running', 'succeeded']);
    const iterations = received.filter(({ event }) => event === 'progress').map(({ data }) => data.iteration);
    expect(iterations).toEqual(Array.from({ length: 15 }, (_, k) => k + 1));
    expect((await events(job)).received).toEqual(received);
  });

  it('are all received once over many dropped connections', async () => {
    const job = await submit(url, 'slow 600');
    const received: number[] = [];
    for (let drops = 0; ; drops++) {
      const part = await events(job, received.at(-1), 3);
      received.push(...part.received.map(({ id }) => id));
      if (part.status === 204) {
        expect(drops).toBeGreaterThan(5);
        break;
      }
    }
    expect(received).toEqual(Array.from({ length: 33 }, (_, k) => k + 1));
  });

  it('start from the beginning after an id that is none', async () => {
    const job = await submit(url, 'instant');
    await until(job, ended);
    const all = (await events(job)).received;
    expect((await events(job, 12345)).received).toEqual(all);
    expect((await events(job, Number.NaN)).received).toEqual(all);
  });
});

describe('an idempotency key', () => {
  it('gives the same job for the same body and refuses another', async () => {
    const post = (body: object) => call(`${url}/v1/jobs`, 'POST', body, { 'Idempotency-Key': 'once' });
    const spec = specNamed('instant', { seed: 1 });
    const answers = await Promise.all([post(spec), post(spec), post({ ...spec })]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const other = await post({ ...spec, seed: 2 });
    expect([other.status, other.body.status]).toEqual([409, 409]);
  });
});

describe('solving at once', () => {
  it('answers the result', async () => {
    const answer = await call(`${url}/v1/solve`, 'POST', specNamed('instant'));
    expect([answer.status, answer.body.status]).toEqual([200, 'solved']);
    expect((await call(url + answer.headers.get('content-location'))).body).toEqual(answer.body);
  });

  it('answers the best so far when the time is over, and says so when there is nothing', async () => {
    const slow = await call(`${url}/v1/solve`, 'POST', specNamed('slow 60000'));
    expect([slow.status, slow.body.status]).toEqual([200, 'limit']);
    expect(slow.body.reason).toMatch('1 s');
    const stubborn = await call(`${url}/v1/solve`, 'POST', specNamed('stubborn'));
    expect([stubborn.status, stubborn.body.type]).toEqual([504, 'urn:relucent:problem:too-late']);
  });

  it('answers the problem of a job that failed', async () => {
    const { status, body } = await call(`${url}/v1/solve`, 'POST', specNamed('refuse'));
    expect([status, body.errors[0].pointer]).toEqual([422, '/data/y']);
  });

  it('cancels the job of a client that goes away', async () => {
    const leave = new AbortController();
    const request = fetch(`${url}/v1/solve`, {
      method: 'POST',
      body: JSON.stringify(specNamed('slow 60000')),
      headers: { 'Content-Type': 'application/json' },
      signal: leave.signal,
    });
    const newest = async () => (await call(`${url}/v1/jobs?limit=1`)).body.jobs[0];
    while ((await newest()).status !== 'running') await sleep(10);
    leave.abort();
    await expect(request).rejects.toThrow();
    const { id } = await newest();
    expect((await until(`${url}/v1/jobs/${id}`, ended, 900)).status).toBe('cancelled');
  });
});
