import { mailMigrations } from '../domain/mail/schema.ts';
import { systemMigrations } from '../domain/system-migrations.ts';
import { systemClock } from '../platform/clock/system-clock.ts';
import { silentLog } from '../platform/log/silent-log.ts';
import { schemaVersion } from '../storage/migrations.ts';
import { PostgresChangeSignal } from '../storage/postgres/change-signal.ts';
import { openPostgresEngine } from '../storage/postgres/open-postgres-engine.ts';
import type { SqlEngine } from '../storage/sql-engine.ts';
import { refuseUnfinishedTransfer } from '../storage/unfinished-transfer.ts';
import { dataOf, type OpenData } from './open-data.ts';
import { UsageError } from './command.ts';

/**
 * A PostgreSQL database opened beside the servers that run on it, as one of them: what is changed they hear of.
 * @throws Error when no server has begun there, or when its tables are of another version: they may be in use.
 */
export async function openDatabase(url: string): Promise<OpenData> {
  if (!/^postgres(?:ql)?:\/\//.test(url))
    throw new UsageError(`--database takes a URL such as postgres://user@host/relais, not "${url}"`);
  const options = { url, log: silentLog, clock: systemClock };
  const engine = await openPostgresEngine({ ...options, connections: 4 });
  try {
    await refuseOtherVersions(engine);
    await refuseUnfinishedTransfer(engine.system);
    return await dataOf(engine, await PostgresChangeSignal.open({ ...options, system: engine.system }));
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function refuseOtherVersions({ system }: SqlEngine): Promise<void> {
  if (!(await system.read(async (reader) => await reader.hasTable('server'))))
    throw new Error('no server has begun on this database: start one with --database, then come back');
  for (const { room, migrations } of [...systemMigrations, { room: 'mail', migrations: mailMigrations }]) {
    const version = await schemaVersion(system, room);
    // A room that nobody has needed yet.
    if (version === 0 || version === migrations.length) continue;
    throw new Error(
      `the database is of ${version < migrations.length ? 'an older' : 'a newer'} version of Relais: its "${room}" tables have ` +
        `version ${version}, this program knows ${migrations.length}. Use the program that the servers run.`,
    );
  }
}
