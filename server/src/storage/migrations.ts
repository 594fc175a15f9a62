import { StorageError } from './storage-error.ts';
import type { Scope, SqlDifferences, SqlEngine } from './sql-engine.ts';

/** One step of a schema. A landed step never changes; a new one is added behind it. */
export interface Migration {
  /** Counts from 1 without gaps. */
  readonly version: number;
  readonly name: string;
  statements(differences: SqlDifferences): readonly string[];
}

/**
 * Brings the tables of one room (`mail`, `directory`, …) to the newest version, all steps in one transaction.
 * @throws StorageError 'storage-newer' when a later version of Relais has written here.
 */
export async function migrate(
  scope: Scope,
  differences: SqlDifferences,
  room: string,
  migrations: readonly Migration[],
): Promise<void> {
  const newest = migrations.length;
  if ((await schemaVersion(scope, room)) === newest) return;
  await scope.write(async (writer) => {
    await writer.run('CREATE TABLE IF NOT EXISTS schema_versions (room TEXT PRIMARY KEY, version INTEGER NOT NULL)');
    const row = await writer.get<{ version: number }>('SELECT version FROM schema_versions WHERE room = ?', room);
    const current = row?.version ?? 0;
    if (current > newest) throw newerSchema(room, current, newest);
    for (const migration of migrations.slice(current))
      for (const statement of migration.statements(differences)) await writer.run(statement);
    if (row === undefined) await writer.run('INSERT INTO schema_versions (room, version) VALUES (?, ?)', room, newest);
    else await writer.run('UPDATE schema_versions SET version = ? WHERE room = ?', newest, room);
  });
}

/** Where the tables of accounts are made: with each account's file, or once for all on a shared database. */
export function accountSchemaScope(engine: SqlEngine, accountId: string): Scope {
  return engine.differences.sharedAccountTables ? engine.system : engine.account(accountId);
}

/** Which version the tables of a room have; 0: there are none. */
export async function schemaVersion(scope: Scope, room: string): Promise<number> {
  return await scope.read(async (reader) => {
    if (!(await reader.hasTable('schema_versions'))) return 0;
    const row = await reader.get<{ version: number }>('SELECT version FROM schema_versions WHERE room = ?', room);
    return row?.version ?? 0;
  });
}

function newerSchema(room: string, found: number, known: number): StorageError {
  return new StorageError(
    'storage-newer',
    `The data was written by a later version of Relais: its "${room}" tables have version ${found}, this program knows ` +
      `up to ${known}. Start the version that wrote it, or restore a backup made before the upgrade.`,
  );
}
