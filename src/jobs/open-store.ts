import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './database/database.js';
import { openEmbedded } from './database/embedded.js';
import { migrate } from './database/migrations.js';
import { openPostgres } from './database/postgres.js';
import { lockDirectory } from './directory-lock.js';
import type { Logger } from './logger.js';
import { importFolders } from './store/import-folders.js';

/** Connections to PostgreSQL of a process that serves or works. */
const connections = 10;

export interface StoreOptions {
  readonly dataDir: string;
  /** A PostgreSQL database in place of the one in the data directory. */
  readonly databaseUrl?: string;
  readonly logger: Logger;
}

export interface OpenStore {
  readonly database: Database;
  close(): Promise<void>;
}

/**
 * Opens the database for a server, with its tables up to date, and takes the only right to serve the data directory.
 * Throws an Error when that belongs to another server, or the database cannot be used.
 */
export async function openStore({ dataDir, databaseUrl, logger }: StoreOptions): Promise<OpenStore> {
  await mkdir(dataDir, { recursive: true });
  const unlock = await lockDirectory(dataDir);
  try {
    const database = await openDatabase({ dataDir, databaseUrl, logger });
    try {
      await importFolders(database, dataDir, logger);
    } catch (error) {
      await database.close();
      throw error;
    }
    return {
      database,
      async close() {
        await database.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Opens the database for any process, with its tables up to date. */
export async function openDatabase({
  dataDir,
  databaseUrl,
  logger,
}: Omit<StoreOptions, 'databaseUrl'> & { readonly databaseUrl: string | undefined }): Promise<Database> {
  const database =
    databaseUrl === undefined
      ? openEmbedded(join(dataDir, 'relucent.db'))
      : openPostgres({ url: databaseUrl, connections, logger });
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
