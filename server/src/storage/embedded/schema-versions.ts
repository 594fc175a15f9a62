import { openSqlite } from './sqlite.ts';

/** The versions of the tables in a file, by room; none of a file that cannot be read: whoever opens it says why. */
export function schemaVersions(path: string): ReadonlyMap<string, number> {
  try {
    const database = openSqlite(path, { lockTimeoutMs: 0, readOnly: true });
    try {
      const rows = database.prepare('SELECT room, version FROM schema_versions').all();
      return new Map(rows.map(({ room, version }) => [String(room), Number(version)]));
    } finally {
      database.close();
    }
  } catch {
    return new Map();
  }
}
