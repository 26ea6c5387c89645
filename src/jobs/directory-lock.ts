import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { writeSynced } from './durable-file.js';
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.js';

/**
 * Takes the only right to use a data directory: two servers on one directory would overwrite each other's jobs.
 *
 * The lock is a file `lock.<n>` that names its owner. A dead owner's lock is not removed but outnumbered by
 * `lock.<n + 1>`, which only one process can create, so two that find the same dead owner cannot both take over.
 * Throws an Error that names the owner when another process holds it. Returns a function that gives the lock back.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const draft = join(directory, `.lock-${randomUUID()}`);
  await writeSynced(draft, JSON.stringify(await ownIdentity()));
  try {
    for (;;) {
      const found = await locksIn(directory);
      await refuseIfHeld(directory, found);
      const own = Math.max(0, ...found) + 1;
      const path = lockPath(directory, own);
      if (!(await linked(draft, path))) continue;
      // One that looked before we looked may have come in under another number: rather none than two.
      const others = (await locksIn(directory)).filter((number) => number !== own);
      await refuseIfHeld(directory, others).catch(async (error) => {
        await rm(path);
        throw error;
      });
      for (const dead of others) await rm(lockPath(directory, dead), { force: true });
      return () => rm(path, { force: true });
    }
  } finally {
    await rm(draft);
  }
}

function lockPath(directory: string, number: number): string {
  return join(directory, `lock.${number}`);
}

async function locksIn(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names.flatMap((name) => /^lock\.(\d+)$/.exec(name)?.slice(1).map(Number) ?? []);
}

async function refuseIfHeld(directory: string, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    const path = lockPath(directory, number);
    const owner = await readOwner(path);
    if (owner && (await isAlive(owner))) throw new Error(heldBy(owner, path));
  }
}

/** A hard link appears with all its content or not at all; false when the name is taken. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function heldBy(owner: ProcessIdentity, path: string): string {
  const where = owner.host === hostname() ? '' : ` on ${owner.host}`;
  const advice =
    owner.host === hostname()
      ? 'Stop it, or give this one a data directory of its own.'
      : `Whether it still runs cannot be seen from here; if it does not, delete ${path}.`;
  return `the data directory is in use by process ${owner.pid}${where}. ${advice}`;
}

async function readOwner(path: string): Promise<ProcessIdentity | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    throw new Error(`${path} is not a lock of this program; delete it if no server uses the directory`);
  }
}
