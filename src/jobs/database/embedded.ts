import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'libsql';
import { oneAtATime } from '../one-at-a-time.js';
import { anyTopic, type Database, DatabaseUnavailable, StorageFull, type Value } from './database.js';

/** How often another process's changes are looked for. */
const watchMs = 200;
/** Another process may hold the database so long before a statement gives up. */
const patienceMs = 20_000;
const retryMs = 10;

/**
 * A SQLite database in one file of this machine, for any number of processes on it. Every commit is synced to disk,
 * so it survives a crash of the process and of the machine. Throws an Error when the file is no such database.
 */
export function openEmbedded(path: string): Database {
  const sqlite = open(path);
  const inTurn = oneAtATime();
  const signals = new EventEmitter().setMaxListeners(0);
  const prepared = new Map<string, Sqlite.Statement>();

  const run = <R>(sql: string, values: readonly Value[]): R[] => {
    let statement = prepared.get(sql);
    if (!statement) {
      statement = sqlite.prepare(sql.replace(/\$(\d+)/g, '?$1'));
      prepared.set(sql, statement);
    }
    return (statement.all([...values]) as R[]).map(withBuffers);
  };

  // The connection counts other processes' commits; its own are signalled directly.
  let version = dataVersion(sqlite);
  const watch = setInterval(() => {
    const now = dataVersion(sqlite);
    if (now !== version) signals.emit('signal', anyTopic);
    version = now;
  }, watchMs);
  watch.unref();

  return {
    name: path,
    shared: false,
    passOverTaken: '',
    hold: '',
    query: (sql, ...values) => inTurn('', () => patiently(path, () => run(sql, values))),
    transaction: (work) =>
      inTurn('', async () => {
        await patiently(path, () => sqlite.exec('begin immediate'));
        const topics = new Set<string>();
        try {
          const result = await work({
            query: async (sql, ...values) => translated(path, () => run(sql, values)),
            signal: (topic) => void topics.add(topic),
          });
          translated(path, () => sqlite.exec('commit'));
          for (const topic of topics) signals.emit('signal', topic);
          return result;
        } catch (error) {
          // Some errors, such as a full disk, have ended the transaction already.
          if (sqlite.inTransaction) sqlite.exec('rollback');
          throw error;
        }
      }),
    onSignal(listener) {
      signals.on('signal', listener);
      return () => signals.off('signal', listener);
    },
    async close() {
      clearInterval(watch);
      await inTurn('', async () => {
        writeBack(sqlite);
        sqlite.close();
      });
    },
  };
}

function open(path: string): Sqlite.Database {
  try {
    const sqlite = new Sqlite(path, { timeout: 50 });
    sqlite.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;');
    // Reads the schema: a file that is no database shows here.
    sqlite.prepare('select count(*) from sqlite_master').all([]);
    return sqlite;
  } catch (error) {
    throw named(path, error);
  }
}

/** Puts what is in the log into the file itself. Where that cannot be now, the log stays and is as good. */
function writeBack(sqlite: Sqlite.Database): void {
  try {
    sqlite.exec('pragma wal_checkpoint(truncate)');
  } catch {
    // A full disk, or another process that writes.
  }
}

function dataVersion(sqlite: Sqlite.Database): number {
  try {
    return (sqlite.prepare('pragma data_version').all([])[0] as { data_version: number }).data_version;
  } catch {
    return Number.NaN;
  }
}

/** Does the same again while another process holds the database. */
async function patiently<T>(path: string, action: () => T): Promise<T> {
  for (let waited = 0; ; waited += retryMs) {
    try {
      return action();
    } catch (error) {
      if (!/^SQLITE_BUSY/.test(codeOf(error)) || waited > patienceMs) throw named(path, error);
    }
    await sleep(retryMs);
  }
}

function translated<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw named(path, error);
  }
}

function named(path: string, error: unknown): unknown {
  const code = codeOf(error);
  const message = (error as Error).message;
  if (/^SQLITE_FULL/.test(code) || /disk is full/.test(message)) {
    return new StorageFull(`there is no room left for ${path}`, { cause: error });
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code) || /malformed|not a database/.test(message)) {
    return new Error(`${path} is damaged or no database of this program (${message}); restore a backup`, {
      cause: error,
    });
  }
  if (/^SQLITE_(BUSY|IOERR|CANTOPEN|READONLY)/.test(code)) {
    return new DatabaseUnavailable(`${path} cannot be used: ${message}`, { cause: error });
  }
  return error;
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? '');
}

function withBuffers<R>(row: R): R {
  for (const [key, value] of Object.entries(row as object)) {
    if (value instanceof ArrayBuffer) (row as Record<string, unknown>)[key] = Buffer.from(value);
  }
  return row;
}
