import { readFileSync } from 'node:fs';
import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '#relucent/jobs/open-store.js';
import { createKey, revokeKey, type Scope } from '#relucent/jobs/store/api-keys.js';
import { type RunningService, startService } from '#relucent/server/start.js';
import { call, ended, fakeProcess, newDirectory, specNamed, submit, until } from './client.js';

const logger = { info() {}, warn() {}, error() {} };
const quiet = { host: '127.0.0.1', port: 0, logger, processModule: fakeProcess };

async function keysIn(dataDir: string, ...wanted: Scope[][]): Promise<string[]> {
  const database = await openDatabase({ dataDir, databaseUrl: undefined, logger });
  const made = [];
  for (const scopes of wanted) made.push((await createKey(database, 'test', scopes)).text);
  await database.close();
  return made;
}

describe('with API keys', () => {
  const dataDir = newDirectory();
  let service: RunningService;
  let read: string;
  let write: string;
  let revoked: string;
  beforeAll(async () => {
    [read, write, revoked] = (await keysIn(dataDir, ['read'], ['read', 'write'], ['read'])) as [
      string,
      string,
      string,
    ];
    const database = await openDatabase({ dataDir, databaseUrl: undefined, logger });
    await revokeKey(database, revoked.split('_')[1]!);
    await database.close();
    service = await startService({ ...quiet, dataDir, requireKey: true });
  });
  afterAll(() => service.close());

  const get = (path: string, key?: string) =>
    call(service.url + path, 'GET', undefined, key === undefined ? {} : { Authorization: `Bearer ${key}` });

  it('asks for one, except to say whether it works', async () => {
    for (const path of ['/v1/jobs', '/metrics', '/v1/plugins', '/nothing']) {
      const refused = await get(path);
      expect([path, refused.status, refused.body.status]).toEqual([path, 401, 401]);
      expect(refused.headers.get('www-authenticate')).toMatch('Bearer');
    }
    for (const path of ['/healthz', '/readyz']) expect((await get(path)).status).toBe(200);
  });

  it('takes no key that is wrong, changed or revoked', async () => {
    const wrong = ['nonsense', `${read.slice(0, -1)}${read.endsWith('A') ? 'B' : 'A'}`, revoked, ''];
    for (const key of wrong) expect((await get('/v1/jobs', key)).status).toBe(401);
    expect((await get('/v1/jobs', read)).status).toBe(200);
  });

  it('lets a key do what its scopes say', async () => {
    const post = (key: string, path = '/v1/jobs') =>
      call(service.url + path, 'POST', specNamed('instant'), { Authorization: `Bearer ${key}` });
    expect((await post(read)).status).toBe(403);
    const accepted = await post(write);
    expect(accepted.status).toBe(202);
    expect((await get(accepted.body.links.self, read)).status).toBe(200);
    const changePlugins = await post(write, '/v1/plugins/regularizers');
    expect([changePlugins.status, changePlugins.body.detail]).toEqual([403, expect.stringMatching('admin')]);
  });

  it('keeps no secret, and writes down who changed what', async () => {
    const secret = write.split('_').slice(2).join('_');
    await sleep(50);
    const trail = readFileSync(join(dataDir, 'audit.ndjson'), 'utf8');
    for (const file of ['relucent.db', 'relucent.db-wal']) {
      expect(readFileSync(join(dataDir, file)).includes(secret)).toBe(false);
    }
    expect(trail).not.toMatch(secret);
    const entries = trail
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const made = entries.find(({ status }) => status === 202);
    expect(made).toMatchObject({ principal: write.split('_')[1], method: 'POST', path: '/v1/jobs' });
    expect(made.location).toMatch('/v1/jobs/');
    expect(entries.filter(({ status }) => status === 401).length).toBeGreaterThan(4);
    expect(entries.filter(({ status }) => status === 200)).toEqual([]);
  });
});

it('refuses a public address without a key, and not with one', async () => {
  const dataDir = newDirectory();
  const publicly = { ...quiet, host: '0.0.0.0', dataDir };
  await expect(startService(publicly)).rejects.toThrow(/relucent keys add/);
  const [key] = await keysIn(dataDir, ['read']);
  const service = await startService(publicly);
  const url = service.url.replace('0.0.0.0', '127.0.0.1');
  expect((await call(`${url}/v1/jobs`)).status).toBe(401);
  const answer = await call(`${url}/v1/jobs`, 'GET', undefined, { Authorization: `Bearer ${key}` });
  expect(answer.status).toBe(200);
  await service.close();
  const trusting = await startService({
    ...quiet,
    host: '0.0.0.0',
    dataDir: newDirectory(),
    allowPublic: true,
  });
  expect((await call(`${trusting.url.replace('0.0.0.0', '127.0.0.1')}/v1/jobs`)).status).toBe(200);
  await trusting.close();
});

describe('on a loopback address', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService({
      ...quiet,
      dataDir: newDirectory(),
      requestsPerMinute: 40,
      queuedJobs: 2,
      concurrency: 0,
    });
  });
  afterAll(() => service.close());

  it('serves no page that has made its name point here', async () => {
    const { port } = new URL(service.url);
    const status = await new Promise((resolve, reject) => {
      const request = rawRequest({ port, path: '/v1/jobs', headers: { host: `attacker.example:${port}` } });
      request.on('response', (response) => resolve(response.statusCode)).on('error', reject);
      request.end();
    });
    expect(status).toBe(421);
  });

  it('sets the headers that keep browsers from guessing and framing', async () => {
    const { headers } = await call(`${service.url}/healthz`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('content-security-policy')).toMatch("default-src 'self'");
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('takes no more jobs than may wait', async () => {
    for (let k = 0; k < 2; k++) await submit(service.url, 'instant');
    const refused = await call(`${service.url}/v1/jobs`, 'POST', specNamed('instant'));
    expect([refused.status, refused.body.type]).toEqual([429, 'urn:relucent:problem:queue-full']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('lets nobody ask without end', async () => {
    const answers = [];
    for (let k = 0; k < 45; k++) answers.push(await call(`${service.url}/healthz`));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]!.body.type).toBe('urn:relucent:problem:too-many-requests');
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

it('tells programs how it is doing', async () => {
  const service = await startService({ ...quiet, dataDir: newDirectory(), concurrency: 3 });
  await until(await submit(service.url, 'instant'), ended);
  await call(`${service.url}/v1/jobs/none`);
  const { status, text, headers } = await call(`${service.url}/metrics`);
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringMatching('text/plain')]);
  for (const line of [
    'relucent_jobs{status="succeeded"} 1',
    'relucent_jobs{status="queued"} 0',
    'relucent_tasks{status="running"} 0',
    'relucent_workers{what="slots"} 3',
    'relucent_http_request_seconds_count{method="POST",route="/v1/jobs",status="202"} 1',
    'relucent_http_request_seconds_count{method="GET",route="/v1/jobs/:id",status="404"} 1',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  expect(text).toMatch('nodejs_eventloop_lag_p99_seconds');
  await service.close();
});

it('cuts off a client that sends its headers too slowly', async () => {
  const service = await startService({ ...quiet, dataDir: newDirectory() });
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ');
  // The server looks every 5 s for headers older than 15 s; a connection without a request does not keep it from ending.
  const gone = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  const closing = performance.now();
  await service.close();
  await gone;
  expect(performance.now() - closing).toBeLessThan(5000);
});
