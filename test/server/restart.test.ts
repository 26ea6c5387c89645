import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { startService } from '#relucent/server/start.js';
import { call, ended, events, fakeProcess, newDirectory, specNamed, submit, until } from './client.js';

const script = fileURLToPath(new URL('./serve-fake.mjs', import.meta.url));
const started: ChildProcess[] = [];

// Not SIGKILL: the busy processes of jobs would outlive their server.
afterEach(async () => {
  for (const server of started.splice(0)) {
    if (server.exitCode !== null || server.signalCode !== null) continue;
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
});

async function startServer(directory: string, concurrency: number) {
  const server = spawn(process.execPath, [script, directory, String(concurrency)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(server);
  const [line] = await once(server.stdout, 'data');
  return {
    url: String(line).trim(),
    async end(signal: NodeJS.Signals) {
      server.kill(signal);
      return once(server, 'exit');
    },
  };
}

it('loses no accepted job when the server is killed at any moment', async () => {
  const directory = newDirectory();
  const accepted: string[] = [];
  for (let kill = 0; kill < 3; kill++) {
    const server = await startServer(directory, 2);
    let killed = false;
    const clients = Array.from({ length: 4 }, async () => {
      while (!killed) {
        const answer = await call(`${server.url}/v1/jobs`, 'POST', specNamed('slow 40')).catch(
          () => undefined,
        );
        if (answer?.status === 202) accepted.push(answer.body.id);
      }
    });
    const enough = accepted.length + 5 + kill;
    while (accepted.length < enough) await new Promise((resolve) => setTimeout(resolve, 1));
    await server.end('SIGKILL');
    killed = true;
    await Promise.all(clients);
  }
  const server = await startServer(directory, 2);
  const known: string[] = [];
  let cursor = '';
  do {
    const { body } = await call(`${server.url}/v1/jobs?limit=500&cursor=${cursor}`);
    known.push(...body.jobs.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor ?? '';
  } while (cursor);
  expect(accepted.filter((id) => !known.includes(id))).toEqual([]);
});

it('runs an interrupted job again, goes on with its events, and remembers its key', async () => {
  const directory = newDirectory();
  const first = await startServer(directory, 1);
  const key = { 'Idempotency-Key': 'mine' };
  const accepted = await call(`${first.url}/v1/jobs`, 'POST', specNamed('slow 700'), key);
  const path = accepted.body.links.self;
  const waiting = new URL(await submit(first.url, 'instant')).pathname;
  const before = await events(first.url + path, undefined, 5);
  await first.end('SIGKILL');

  const second = await startServer(directory, 1);
  const repeated = await call(`${second.url}/v1/jobs`, 'POST', specNamed('slow 700'), key);
  expect(repeated.body.id).toBe(accepted.body.id);
  const after = await events(second.url + path, before.received.at(-1)!.id);
  expect(after.received[0]!.id).toBe(6);
  expect(new Set(after.received.map(({ id }) => id)).size).toBe(after.received.length);
  const statuses = after.received.filter(({ event }) => event === 'status').map(({ data }) => data.status);
  expect(statuses).toEqual(['queued', 'running', 'succeeded']);
  expect((await until(second.url + waiting, ended)).status).toBe('succeeded');
});

it('gives up a job that was running when the server was killed three times', async () => {
  const directory = newDirectory();
  let path = '';
  for (let kill = 0; kill < 3; kill++) {
    const server = await startServer(directory, 1);
    path ||= new URL(await submit(server.url, 'slow 60000')).pathname;
    await until(server.url + path, ({ status }) => status === 'running');
    await server.end('SIGKILL');
  }
  const server = await startServer(directory, 1);
  expect((await call(server.url + path)).body).toMatchObject({
    status: 'failed',
    problem: { type: 'urn:relucent:problem:interrupted', detail: expect.stringMatching('3 times') },
  });
});

it('on SIGTERM puts running jobs back, lets followers go and exits cleanly', async () => {
  const directory = newDirectory();
  const first = await startServer(directory, 2);
  const slow = new URL(await submit(first.url, 'slow 60000')).pathname;
  const stubborn = new URL(await submit(first.url, 'stubborn')).pathname;
  await until(first.url + slow, ({ progress }) => progress.iteration > 1);
  await until(first.url + stubborn, ({ progress }) => progress.phase === 'busy');
  const follower = events(first.url + slow);
  // Time for the follower to be connected.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const [code, signal] = await first.end('SIGTERM');
  expect([code, signal]).toEqual([0, null]);
  expect((await follower).received.at(-1)).toBeDefined();
  expect(readdirSync(directory).filter((name) => name.startsWith('lock'))).toEqual([]);
  expect(readdirSync(join(directory, 'work'))).toEqual([]);

  const second = await startServer(directory, 2);
  await until(second.url + slow, ({ progress }) => progress.iteration > 1);
  expect((await call(`${second.url}${slow}/cancel`, 'POST')).status).toBe(202);
  expect((await until(second.url + slow, ended, 1000)).status).toBe('cancelled');
});

it('refuses a second server on the same directory', async () => {
  const directory = newDirectory();
  await startServer(directory, 1);
  const logger = { info() {}, warn() {}, error() {} };
  const options = { host: '127.0.0.1', port: 0, dataDir: directory, logger, processModule: fakeProcess };
  await expect(startService(options)).rejects.toThrow(/data directory is in use by process \d+/);
});

it('lets go of the directory when the port is taken', async () => {
  const server = await startServer(newDirectory(), 1);
  const dataDir = newDirectory();
  const logger = { info() {}, warn() {}, error() {} };
  const port = Number(new URL(server.url).port);
  await expect(startService({ host: '127.0.0.1', port, dataDir, logger })).rejects.toThrow(/is in use/);
  expect(readdirSync(dataDir).filter((name) => name.startsWith('lock'))).toEqual([]);
});
