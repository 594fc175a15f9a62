import type { SystemScope } from './system-scope.ts';

export type SqlValue = null | number | string | Uint8Array;
export type SqlRow = Record<string, SqlValue>;

/**
 * The narrow port that both engines stand behind. SQL is the part SQLite and PostgreSQL share, parameters are `?`;
 * what differs is named in `differences`. No transaction spans two scopes.
 */
export interface SqlEngine {
  readonly differences: SqlDifferences;
  /** Directory, settings, queue, audit. */
  readonly system: SystemScope;
  /** One person's or team's mail. Its file or rows are made on first use. */
  account(id: string): Scope;
  /** Removes an account's mail for good. */
  dropAccount(id: string): Promise<void>;
  accountIds(): AsyncIterable<string>;
  /** What the engine itself finds wrong with its file of an account, or of the system; a sentence per fault. */
  integrityFaults(of: 'system' | { readonly account: string }): AsyncIterable<string>;
  space(): Promise<StoredSpace>;
  close(): Promise<void>;
}

/** What the engine takes on the disk. */
export interface StoredSpace {
  readonly bytes: number;
  /** Of these: what is filled again before anything grows. `null` where the engine does not know. */
  readonly freeBytes: number | null;
}

export interface SqlDifferences {
  readonly name: 'sqlite' | 'postgres';
  /** Column type of an auto-assigned key, of bytes, of a 64-bit integer, of text that is ordered by its bytes. */
  readonly types: { readonly autoKey: string; readonly bytes: string; readonly bigint: string; readonly name: string };
  /**
   * Ends a CREATE TABLE whose rows live in their primary key: `WITHOUT ROWID` on SQLite, nothing on PostgreSQL. For rows
   * of up to about 2,000 bytes: of a longer one SQLite reads all its pages to compare its key.
   */
  readonly clustered: string;
  /** Subquery of the whole numbers in a JSON array that is given as a parameter: `content_id IN ${numberList}`. */
  readonly numberList: string;
  /** True where the tables of all accounts are the same tables, so that they are made once. */
  readonly sharedAccountTables: boolean;
}

export interface Scope {
  /**
   * Reads one consistent state. It never waits for a writer.
   * @throws Error when the engine is closed or its file cannot be read.
   */
  read<T>(work: (reader: SqlReader) => Promise<T>): Promise<T>;
  /**
   * One transaction, serialised with the other writes of this scope; resolves only when it is durable.
   * When `work` throws, nothing has happened and the error passes on.
   * Nothing is written to a client in here: a slow reader would hold the account's write lock.
   */
  write<T>(work: (writer: SqlWriter) => Promise<T>): Promise<T>;
  /**
   * As `write`, but resolves when the work is done, so that writes that follow each other share a commit and a sync.
   * Nobody may be told of it before `durable` has resolved, and until then reads may not see it. When `durable` rejects,
   * nothing has happened.
   */
  writeAhead<T>(work: (writer: SqlWriter) => Promise<T>): Promise<WrittenAhead<T>>;
}

export interface WrittenAhead<T> {
  readonly result: T;
  readonly durable: Promise<void>;
}

/**
 * Every account table is keyed by account first. On SQLite, where each account has its own file, the key is always 1
 * and takes no space; shared SQL says `account = ?` and passes this.
 */
export interface SqlReader {
  readonly account: number;
  all<R extends object = SqlRow>(sql: string, ...parameters: SqlValue[]): Promise<R[]>;
  get<R extends object = SqlRow>(sql: string, ...parameters: SqlValue[]): Promise<R | undefined>;
  hasTable(name: string): Promise<boolean>;
}

export interface SqlWriter extends SqlReader {
  /**
   * Names of the scope's state before this transaction and after it: where `before` is what `after` was, nobody has written in
   * between, and a transaction that fails leaves a state of another name. Null where other processes write too.
   */
  readonly states: { readonly before: number; readonly after: number } | null;
  run(sql: string, ...parameters: SqlValue[]): Promise<{ readonly changes: number }>;
  /** The same statement for many rows: one round trip on PostgreSQL, one prepared loop on SQLite. */
  runMany(sql: string, rows: readonly (readonly SqlValue[])[]): Promise<{ readonly changes: number }>;
  /** A hint within a large transaction: what has been written so far may go to the disk while it goes on. */
  flushAhead(): void;
  /** Called once the transaction is durable, in order; not called when it fails. */
  onCommit(hook: () => void): void;
}
