import { storageErrorOf } from './sqlite-errors.ts';
import { PreparedStatement } from './sqlite-statement.ts';
import { openSqlite, type SqliteDatabase } from './sqlite.ts';
import type { SqlValue } from '../sql-engine.ts';

const maxStatements = 96;

/** One connection on the event loop with its prepared statements. Calls are synchronous; SQLite's errors come out as StorageError. */
export class SqliteConnection {
  readonly path: string;
  private readonly database: SqliteDatabase;
  private readonly statements = new Map<string, PreparedStatement>();

  constructor(path: string, options: { readonly cacheKilobytes: number }) {
    this.path = path;
    try {
      this.database = openSqlite(path, { lockTimeoutMs: 0 });
      this.database.exec(
        `PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -${options.cacheKilobytes}`,
      );
    } catch (error) {
      throw storageErrorOf(error, path);
    }
  }

  all(sql: string, parameters: readonly SqlValue[]): unknown[] {
    try {
      return this.prepare(sql).all(parameters);
    } catch (error) {
      throw storageErrorOf(error, this.path);
    }
  }

  get(sql: string, parameters: readonly SqlValue[]): unknown {
    try {
      return this.prepare(sql).get(parameters);
    } catch (error) {
      throw storageErrorOf(error, this.path);
    }
  }

  run(sql: string, parameters: readonly SqlValue[]): number {
    try {
      return this.prepare(sql).run(parameters);
    } catch (error) {
      throw storageErrorOf(error, this.path);
    }
  }

  /** For BEGIN, COMMIT and PRAGMA: errors pass as they are. */
  raw(sql: string): unknown {
    return this.prepare(sql).get([]);
  }

  get isInTransaction(): boolean {
    return this.database.isTransaction;
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }

  private prepare(sql: string): PreparedStatement {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = new PreparedStatement(this.database, sql);
      if (this.statements.size >= maxStatements) {
        const [oldest] = this.statements.keys();
        if (oldest !== undefined) this.statements.delete(oldest);
      }
      this.statements.set(sql, statement);
    }
    return statement;
  }
}
