/** What a statement takes and a row holds. Documents are stored as JSON text, files as bytes. */
export type Value = string | number | null | Uint8Array;

/** Runs one SQL statement with `$1`, `$2`, ... for its values and gives its rows. */
export interface Session {
  query<R>(sql: string, ...values: readonly Value[]): Promise<R[]>;
}

export interface Transaction extends Session {
  /** Tells every process on this database, once the transaction has been committed. */
  signal(topic: string): void;
}

/**
 * A database that speaks the SQL that SQLite and PostgreSQL share. What is committed is on disk. Every call throws
 * DatabaseUnavailable while the database cannot be reached and StorageFull when it has no room.
 */
export interface Database extends Session {
  /** All of the work's statements take effect or none; transactions behave as if they came one after the other. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * Calls the listener with the topics that any process signals; `anyTopic` stands for all of them. Signals are
   * hints that may be lost: whoever waits for one looks for itself from time to time. Returns a function that ends it.
   */
  onSignal(listener: (topic: string) => void): () => void;
  /** Ends a `select` whose rows are about to be taken: rows that others are taking are passed over. */
  readonly passOverTaken: string;
  /** Ends a `select` of rows that nobody else may change before the transaction has ended. */
  readonly hold: string;
  /** Processes of other machines use it too, and cannot see the files of this one. */
  readonly shared: boolean;
  /** How messages call it; never with a password. */
  readonly name: string;
  close(): Promise<void>;
}

export const anyTopic = '*';

/** The database cannot be reached now. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** There is no room for more. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}
