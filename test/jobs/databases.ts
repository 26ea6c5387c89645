import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '#relucent/jobs/database/database.js';
import { openDatabase } from '#relucent/jobs/open-store.js';
import { postgresPrograms, startPostgres } from '../../bench/service/postgres.mjs';

/** Where the same tests run: each opens any number of connections to one empty database. */
export interface Place {
  readonly name: string;
  /** Nothing here can run it. */
  readonly missing: boolean;
  start(): Promise<{ open(): Promise<Database>; end(): Promise<void> }>;
}

export const logger = { info() {}, warn() {}, error() {} };

export function newDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'relucent-jobs-'));
}

/** Without PostgreSQL its tests are skipped, but in CI, which installs it: there they fail. */
export const postgresMissing = postgresPrograms() === undefined && !process.env['CI'];

export const places: readonly Place[] = [
  {
    name: 'embedded',
    missing: false,
    async start() {
      const dataDir = newDirectory();
      return {
        open: () => openDatabase({ dataDir, databaseUrl: undefined, logger }),
        async end() {},
      };
    },
  },
  {
    name: 'PostgreSQL',
    missing: postgresMissing,
    async start() {
      const server = await startPostgres();
      return {
        open: () => openDatabase({ dataDir: newDirectory(), databaseUrl: server.url, logger }),
        end: () => server.stop(),
      };
    },
  },
];
