import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../logger.js';
import { anyTopic, type Database, DatabaseUnavailable, StorageFull, type Value } from './database.js';

const channel = 'relucent';
const connectMs = 5_000;
const reconnectMs = 1_000;
const int8 = 20;
/** Two transactions that wait for each other: one is rolled back, and does the same again. */
const deadlock = '40P01';
const retries = 5;

export interface PostgresOptions {
  readonly url: string;
  /** Connections at a time, beside one that listens. */
  readonly connections: number;
  readonly logger: Logger;
}

/** A PostgreSQL database (14 or later), for any number of machines. Connects when first asked for something. */
export function openPostgres({ url, connections, logger }: PostgresOptions): Database {
  const settings: pg.ClientConfig = {
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    application_name: 'relucent',
    types: {
      getTypeParser: ((oid: number, format?: 'text') =>
        oid === int8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  };
  const pool = new pg.Pool({ ...settings, max: connections });
  // A connection that breaks while nobody uses it is replaced; who needs one next is told if that fails.
  pool.on('error', (error) => logger.warn(`a database connection broke: ${error.message}`));
  const signals = new EventEmitter().setMaxListeners(0);
  const closed = new AbortController();
  const listening = listen(settings, signals, closed.signal);

  const once = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect().catch((error) => {
      throw named(error);
    });
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    try {
      return await work(client);
    } catch (error) {
      const found = named(error);
      if (found instanceof DatabaseUnavailable) broken ??= found;
      throw found;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  };
  const rows = async <R>(client: pg.PoolClient, sql: string, values: readonly Value[]): Promise<R[]> =>
    (await client.query(sql, values.map(asBuffer))).rows as R[];

  return {
    name: withoutPassword(url),
    shared: true,
    passOverTaken: ' for update skip locked',
    hold: ' for update',
    query: (sql, ...values) => once((client) => rows(client, sql, values)),
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(async (client) => {
            await client.query('begin');
            const topics = new Set<string>();
            try {
              const result = await work({
                query: (sql, ...values) => rows(client, sql, values),
                signal: (topic) => void topics.add(topic),
              });
              // Notices are sent when the transaction is committed.
              for (const topic of topics) await client.query('select pg_notify($1, $2)', [channel, topic]);
              await client.query('commit');
              return result;
            } catch (error) {
              await client.query('rollback').catch(() => {});
              throw error;
            }
          });
        } catch (error) {
          if ((error as { code?: string }).code !== deadlock || attempt === retries) throw error;
        }
      }
    },
    onSignal(listener) {
      signals.on('signal', listener);
      return () => signals.off('signal', listener);
    },
    async close() {
      closed.abort();
      await listening;
      await pool.end();
    },
  };
}

/** Passes notices on for as long as it may, over as many connections as it takes. */
async function listen(settings: pg.ClientConfig, signals: EventEmitter, end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    const client = new pg.Client(settings);
    const broken = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
      end.addEventListener('abort', () => resolve(), { once: true });
    });
    client.on('notification', ({ payload }) => signals.emit('signal', payload));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      // What was signalled before is not told again.
      signals.emit('signal', anyTopic);
      await broken;
    } catch {
      // The next attempt may do better; those who ask the database for something are told.
    }
    await client.end().catch(() => {});
    if (!end.aborted) await sleep(reconnectMs, undefined, { signal: end }).catch(() => {});
  }
}

function named(error: unknown): unknown {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  if (code === '53100') return new StorageFull('the database has no room left', { cause: error });
  const lost =
    /^(08|57P0|53)/.test(code) ||
    /^(ECONN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|EAI_AGAIN)/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect|connection error/i.test(message);
  return lost ? new DatabaseUnavailable(`the database does not answer: ${message}`, { cause: error }) : error;
}

function asBuffer(value: Value): Value {
  return value instanceof Uint8Array && !Buffer.isBuffer(value) ? Buffer.from(value) : value;
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.password = '';
    return parsed.href;
  } catch {
    return 'PostgreSQL';
  }
}
