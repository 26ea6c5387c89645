import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lockDirectory } from '#relucent/jobs/directory-lock.js';

const newDirectory = () => mkdtempSync(join(tmpdir(), 'relucent-lock-'));

it('refuses a second owner by name until the first gives the lock back', async () => {
  const directory = newDirectory();
  const unlock = await lockDirectory(directory);
  await expect(lockDirectory(directory)).rejects.toThrow(`in use by process ${process.pid}`);
  await unlock();
  expect(readdirSync(directory)).toEqual([]);
  await (await lockDirectory(directory))();
});

it('takes over from an owner that was killed', async () => {
  const directory = newDirectory();
  const lockModule = JSON.stringify(new URL('../../dist/jobs/directory-lock.js', import.meta.url).href);
  const script = `import { lockDirectory } from ${lockModule};
    await lockDirectory(${JSON.stringify(directory)}); console.log('held'); setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(owner.stdout, 'data');
  await expect(lockDirectory(directory)).rejects.toThrow(`in use by process ${owner.pid}`);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  expect(existsSync(join(directory, 'lock.1'))).toBe(true);
  await (await lockDirectory(directory))();
});

it.skipIf(process.platform !== 'linux')('is not deceived by a new process with the old pid', async () => {
  const directory = newDirectory();
  const unlock = await lockDirectory(directory);
  const path = join(directory, 'lock.1');
  const self = JSON.parse(readFileSync(path, 'utf8'));
  await unlock();
  writeFileSync(path, JSON.stringify({ ...self, born: `${self.born}0` }));
  await (await lockDirectory(directory))();
});

it('leaves the lock of another host alone and says what to do', async () => {
  const directory = newDirectory();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(join(directory, 'lock.1'), JSON.stringify({ host: `not-${hostname()}`, pid }));
  await expect(lockDirectory(directory)).rejects.toThrow(/delete .*lock/);
});

it('lets exactly one of many take over', async () => {
  const directory = newDirectory();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(join(directory, 'lock.1'), JSON.stringify({ host: hostname(), pid }));
  const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(directory)));
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(readdirSync(directory)).toEqual(['lock.2']);
});
