import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const noRoomMs = 1_000;

/** Writes a new file; its content is on disk when the promise resolves. */
export async function writeSynced(path: string, content: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Replaces a file so that a crash leaves its old content or its new content, never a mixture. */
export async function replaceDurably(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeSynced(temporary, content);
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Puts the names in a folder on disk. Windows opens no folders and keeps names in a journal of its own. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Whether an error, or what caused it, says that the disk, or the user's share of it, is full. */
export function isNoRoom(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT' || (cause !== undefined && isNoRoom(cause));
}

/** Writes as soon as there is room, telling of every attempt that found none. Throws all other errors. */
export async function whenThereIsRoom(
  write: () => Promise<void>,
  onWait: (error: Error) => void,
  waitMs = noRoomMs,
): Promise<void> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isNoRoom(error)) throw error;
      onWait(error as Error);
    }
    await sleep(waitMs);
  }
}
