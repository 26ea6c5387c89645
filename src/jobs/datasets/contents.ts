import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../database/database.js';
import { syncFolder } from '../durable-file.js';

const partBytes = 4 * 2 ** 20;

/**
 * The bytes of datasets, by their SHA-256: files of a folder. Where other machines use the database too, it has the
 * bytes as well, in parts, and the folder is what this machine has fetched of them.
 */
export interface Contents {
  /** A new name in the folder, for bytes that are still arriving. */
  draft(): Promise<string>;
  /** Takes over a whole file, which is on disk when the promise resolves. */
  keep(path: string, sha256: string): Promise<void>;
  /** The path of the file; nothing when there are no such bytes. */
  open(sha256: string): Promise<string | undefined>;
  drop(sha256: string): Promise<void>;
  /** Removes what a process that was killed has left half written. */
  clean(): Promise<void>;
}

export function datasetContents(database: Database, folder: string): Contents {
  const pathOf = (sha256: string) => join(folder, sha256);
  const draft = async () => {
    await mkdir(folder, { recursive: true });
    return join(folder, `.draft-${randomUUID()}`);
  };
  const settle = async (path: string, sha256: string) => {
    const file = await open(path, 'r+');
    await file.sync().finally(() => file.close());
    await rename(path, pathOf(sha256));
    await syncFolder(folder);
  };

  return {
    draft,
    async keep(path, sha256) {
      if (database.shared) await upload(database, path, sha256);
      await settle(path, sha256);
    },
    async open(sha256) {
      const path = pathOf(sha256);
      const here = await access(path).then(
        () => true,
        () => false,
      );
      if (here) return path;
      if (!database.shared) return undefined;
      const temporary = await draft();
      if (!(await download(database, temporary, sha256))) return undefined;
      await settle(temporary, sha256);
      return path;
    },
    async drop(sha256) {
      if (database.shared) await database.query('delete from dataset_parts where sha256 = $1', sha256);
      await rm(pathOf(sha256), { force: true });
    },
    async clean() {
      const names = await readdir(folder).catch(() => []);
      for (const name of names.filter((name) => name.startsWith('.draft-'))) await rm(join(folder, name));
    },
  };
}

async function upload(database: Database, path: string, sha256: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    for (let number = 0; ; number++) {
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(partBytes),
        0,
        partBytes,
        number * partBytes,
      );
      // A file of whole parts ends with an empty one: it shows that the last has arrived.
      await database.query(
        'insert into dataset_parts (sha256, number, content) values ($1, $2, $3) on conflict do nothing',
        sha256,
        number,
        buffer.subarray(0, bytesRead),
      );
      if (bytesRead < partBytes) return;
    }
  } finally {
    await file.close();
  }
}

/** False when the database does not have all parts. */
async function download(database: Database, path: string, sha256: string): Promise<boolean> {
  const file = await open(path, 'w');
  try {
    for (let number = 0; ; number++) {
      const [part] = await database.query<{ content: Buffer }>(
        'select content from dataset_parts where sha256 = $1 and number = $2',
        sha256,
        number,
      );
      if (!part) return false;
      await file.write(part.content);
      if (part.content.length < partBytes) return true;
    }
  } finally {
    await file.close();
  }
}
