import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { inputError } from '../core/errors.js';
import { openEmbedded } from '../jobs/database/embedded.js';
import { readConfiguration, type Settings } from '../server/configuration.js';
import { exitCode } from './exit-codes.js';

/** Beside the database. Files of datasets never change, so those that its copy names are whole. */
const others = ['datasets', 'plugins', 'config.json', 'audit.ndjson'];

/**
 * `relucent backup FOLDER`: copies a data directory, also while the service runs, to a folder that can be used as one.
 * Running jobs are in it as jobs that a new service takes up again. Throws InputError where the folder exists, there
 * is no database to copy, or it is one of PostgreSQL.
 */
export async function backup(folder: string, options: Settings): Promise<number> {
  const { databaseUrl, dataDir } = readConfiguration(options, process.env);
  if (databaseUrl !== undefined) {
    throw inputError('/databaseUrl', 'a PostgreSQL database is backed up by its own means, such as pg_dump');
  }
  const source = join(dataDir, 'relucent.db');
  if (!existsSync(source)) throw inputError('/dataDir', `there is no ${source}`);
  if (existsSync(folder)) throw inputError('/folder', `${folder} is there already`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const database = openEmbedded(source);
  try {
    await database.query('vacuum into $1', join(resolve(folder), 'relucent.db'));
  } finally {
    await database.close();
  }
  for (const name of others) {
    const from = join(dataDir, name);
    if (existsSync(from)) await cp(from, join(folder, name), { recursive: true });
  }
  console.error(`${dataDir} was copied to ${folder}`);
  return exitCode.ok;
}
