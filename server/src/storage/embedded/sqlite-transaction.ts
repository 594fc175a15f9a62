import type { SqliteConnection } from './sqlite-connection.ts';
import type { SqlReader, SqlValue, SqlWriter } from '../sql-engine.ts';
import type { WalSync } from './wal-sync.ts';

/** A reader over a connection; it refuses questions once its read has ended. */
export class SqliteReader implements SqlReader {
  readonly account = 1;
  protected readonly connection: SqliteConnection;
  private ended = false;

  constructor(connection: SqliteConnection) {
    this.connection = connection;
  }

  // Asynchronous by contract, so that the same callers run on PostgreSQL.
  async all<R extends object>(sql: string, ...parameters: SqlValue[]): Promise<R[]> {
    return this.open().all(sql, parameters) as R[];
  }

  async get<R extends object>(sql: string, ...parameters: SqlValue[]): Promise<R | undefined> {
    return this.open().get(sql, parameters) as R | undefined;
  }

  async hasTable(name: string): Promise<boolean> {
    const found = this.open().get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", [name]);
    return found !== undefined;
  }

  end(): void {
    this.ended = true;
  }

  protected open(): SqliteConnection {
    if (this.ended) throw new Error('This transaction has ended: await every query inside read() or write().');
    return this.connection;
  }
}

export class SqliteWriter extends SqliteReader implements SqlWriter {
  readonly hooks: (() => void)[] = [];
  /** Whether anything was written, so that there is something to sync. */
  hasWritten = false;
  readonly states: { readonly before: number; readonly after: number };
  private readonly sync: Pick<WalSync, 'ahead'>;

  constructor(connection: SqliteConnection, sync: Pick<WalSync, 'ahead'>, states: SqliteWriter['states']) {
    super(connection);
    this.states = states;
    this.sync = sync;
  }

  async run(sql: string, ...parameters: SqlValue[]): Promise<{ readonly changes: number }> {
    const connection = this.open();
    this.hasWritten = true;
    return { changes: connection.run(sql, parameters) };
  }

  async runMany(sql: string, rows: readonly (readonly SqlValue[])[]): Promise<{ readonly changes: number }> {
    const connection = this.open();
    this.hasWritten = true;
    let changes = 0;
    for (const row of rows) changes += connection.run(sql, row);
    return { changes };
  }

  flushAhead(): void {
    this.sync.ahead();
  }

  onCommit(hook: () => void): void {
    this.hooks.push(hook);
  }
}
