import { openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backup } from '#relucent/cli/backup.js';
import { doctor } from '#relucent/cli/doctor.js';
import { openDatabase } from '#relucent/jobs/open-store.js';
import { startService } from '#relucent/server/start.js';
import { call, ended, fakeProcess, newDirectory, submit, until } from './client.js';

const logger = { info() {}, warn() {}, error() {} };
const start = (dataDir: string) =>
  startService({ host: '127.0.0.1', port: 0, dataDir, concurrency: 1, logger, processModule: fakeProcess });
const locks = (dataDir: string) => readdirSync(dataDir).filter((name) => /lock/.test(name));

afterEach(() => {
  vi.restoreAllMocks();
});

async function used(jobs: number): Promise<{ dataDir: string; paths: string[] }> {
  const dataDir = newDirectory();
  const service = await start(dataDir);
  const paths: string[] = [];
  for (let k = 0; k < jobs; k++) {
    const job = await submit(service.url, 'instant');
    await until(job, ended);
    paths.push(new URL(job).pathname);
  }
  await service.close();
  return { dataDir, paths };
}

/** What the doctor finds, by check. */
async function findings(dataDir: string) {
  const said = vi.spyOn(console, 'log').mockImplementation(() => {});
  const code = await doctor({ dataDir, port: 0 }, true);
  const found: { check: string; verdict: string; detail: string }[] = JSON.parse(said.mock.calls[0]![0]);
  return { code, database: found.find(({ check }) => check === 'database')! };
}

describe('a data directory that is damaged', () => {
  it('is not served when its database is none, and nothing in it is changed', async () => {
    const dataDir = newDirectory();
    writeFileSync(join(dataDir, 'relucent.db'), 'no database '.repeat(1000));
    await expect(start(dataDir)).rejects.toThrow(/relucent\.db is damaged or no database.*restore a backup/);
    expect(statSync(join(dataDir, 'relucent.db')).size).toBe(12_000);
    expect(locks(dataDir)).toEqual([]);
    expect((await findings(dataDir)).database.verdict).toBe('wrong');
  });

  it('is found by the doctor when pages in the middle are overwritten', async () => {
    const { dataDir } = await used(3);
    expect(await findings(dataDir)).toMatchObject({ code: 0, database: { verdict: 'ok' } });
    vi.restoreAllMocks();
    const file = openSync(join(dataDir, 'relucent.db'), 'r+');
    for (let page = 3; page < 12; page++) writeSync(file, Buffer.alloc(4096, 0xab), 0, 4096, 4096 * page);
    const { code, database } = await findings(dataDir);
    expect([code, database.verdict]).toEqual([1, 'wrong']);
    expect(database.detail).toMatch(/damaged.*restore a backup/s);
  });

  it('is left alone when a newer program has written it', async () => {
    const { dataDir } = await used(0);
    const database = await openDatabase({ dataDir, databaseUrl: undefined, logger });
    await database.query(`insert into migrations (version, at) values (999, 'later')`);
    await database.close();
    await expect(start(dataDir)).rejects.toThrow(/version 999.*use a newer program/);
    expect(locks(dataDir)).toEqual([]);
  });

  it('says which file is in the way when a lock cannot be read', async () => {
    const { dataDir } = await used(0);
    writeFileSync(join(dataDir, 'lock.7'), '{');
    await expect(start(dataDir)).rejects.toThrow(/lock\.7 is not a lock of this program; delete it/);
  });

  it('is replaced by a backup, which is made while the service runs', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const { dataDir, paths } = await used(1);
    const service = await start(dataDir);
    const running = await submit(service.url, 'slow 60000');
    await until(running, ({ progress }) => progress.iteration > 1);
    const folder = join(newDirectory(), 'backup');
    expect(await backup(folder, { dataDir })).toBe(0);
    await expect(backup(folder, { dataDir })).rejects.toThrow('is there already');
    await service.close();

    const restored = await start(folder);
    expect((await call(`${restored.url + paths[0]}/result`)).status).toBe(200);
    const again = restored.url + new URL(running).pathname;
    await until(again, ({ status, progress }) => status === 'running' && progress.iteration > 1);
    await restored.close();
  });
});
