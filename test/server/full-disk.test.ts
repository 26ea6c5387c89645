import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, ended, newDirectory, specNamed, submit, until } from './client.js';

// A disk of 8 MB that only this server sees; some systems let nobody make one.
const inSmallDisk = ['-Urm', 'sh', '-c', 'mount -t tmpfs -o size=8m none "$0" && exec "$@"'];
const unavailable = spawnSync('unshare', [...inSmallDisk, newDirectory(), 'true']).status !== 0;
const script = fileURLToPath(new URL('./serve-fake.mjs', import.meta.url));

describe.skipIf(unavailable)('a disk that is full', () => {
  const directory = newDirectory();
  let server: ChildProcess;
  let url: string;
  const inside = (name: string) => `/proc/${server.pid}/root${directory}/${name}`;
  beforeAll(async () => {
    server = spawn('unshare', [...inSmallDisk, directory, process.execPath, script, directory, '1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    url = String((await once(server.stdout!, 'data'))[0]).trim();
  });
  afterAll(async () => {
    server.kill('SIGTERM');
    await once(server, 'exit');
  });

  it('refuses what it cannot keep, keeps what it has, and goes on when there is room', async () => {
    const before = await submit(url, 'instant');
    expect((await until(before, ended)).status).toBe('succeeded');
    const running = await submit(url, 'slow 60000');
    await until(running, ({ progress }) => progress.iteration > 1);

    fill(inside('filler'));
    // What is in the log of the database already is not refused: that has room until it is written back.
    let refused = await call(`${url}/v1/jobs`, 'POST', specNamed('instant'));
    const accepted: string[] = [];
    while (refused.status === 202) {
      accepted.push(url + refused.headers.get('location'));
      refused = await call(`${url}/v1/jobs`, 'POST', specNamed('instant'));
    }
    expect([refused.status, refused.body.type]).toEqual([507, 'urn:relucent:problem:storage-full']);
    expect((await call(`${url}/v1/datasets`, 'POST', 'a,b,y\n1,2,1\n3,4,2\n')).status).toBe(507);
    expect((await call(`${url}/readyz`)).status).toBe(503);
    expect((await call(`${url}/healthz`)).status).toBe(200);
    expect((await call(`${before}/result`)).status).toBe(200);
    const { iteration } = (await call(running)).body.progress;

    rmSync(inside('filler'));
    await until(running, ({ progress }) => progress.iteration > iteration);
    expect((await call(`${url}/readyz`)).status).toBe(200);
    expect((await call(`${running}/cancel`, 'POST')).status).toBe(202);
    expect((await until(running, ended)).status).toBe('cancelled');
    const after = await submit(url, 'instant');
    for (const job of [...accepted, after]) expect((await until(job, ended)).status).toBe('succeeded');
    expect(readFileSync(inside('audit.ndjson'), 'utf8')).toContain(`"location":"${new URL(after).pathname}"`);
  });
});

function fill(path: string): void {
  try {
    for (;;) writeFileSync(path, Buffer.alloc(64 * 1024), { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
  // The last bytes, which no whole buffer fits.
  try {
    for (;;) writeFileSync(path, Buffer.alloc(512), { flag: 'a' });
  } catch {}
}
