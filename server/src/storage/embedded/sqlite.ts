// The one place that names the class of node:sqlite: Node has announced its renaming to `Database` (DEP0210).
import { DatabaseSync, type StatementSync } from 'node:sqlite';

export type SqliteDatabase = DatabaseSync;
export type SqliteStatement = StatementSync;

/** Milliseconds that a connection waits, blocking its thread, for another's lock. Zero on the event loop. */
export interface OpenSqlite {
  readonly lockTimeoutMs: number;
  readonly readOnly?: boolean;
}

export function openSqlite(path: string, options: OpenSqlite): SqliteDatabase {
  return new DatabaseSync(path, { timeout: options.lockTimeoutMs, readOnly: options.readOnly ?? false });
}
