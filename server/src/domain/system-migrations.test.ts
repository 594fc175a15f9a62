import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { databaseFor, onBothEngines } from '../../../test/support/both-engines.ts';
import { silentLog } from '../platform/log/silent-log.ts';
import { openEmbeddedEngine } from '../storage/embedded/open-embedded-engine.ts';
import { migrate } from '../storage/migrations.ts';
import { openPostgresEngine } from '../storage/postgres/open-postgres-engine.ts';
import type { SqlEngine } from '../storage/sql-engine.ts';
import { mailMigrations } from './mail/schema.ts';
import { serverAnnotationMigrations } from './mail/server-annotations.ts';
import { systemMigrations } from './system-migrations.ts';

const rooms = [
  ...systemMigrations,
  { room: 'mail', migrations: mailMigrations },
  { room: 'server-annotations', migrations: serverAnnotationMigrations },
];
const longest = Math.max(...rooms.map(({ migrations }) => migrations.length));

async function empty(t: TestContext): Promise<SqlEngine> {
  const url = await databaseFor(t);
  if (url !== null) {
    const engine = await openPostgresEngine({ url, log: silentLog });
    t.after(() => engine.close());
    return engine;
  }
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-migrations-'));
  const engine = await openEmbeddedEngine({ dataDirectory, log: silentLog });
  t.after(async () => {
    await engine.close();
    await rm(dataDirectory, { recursive: true });
  });
  return engine;
}

/** Columns and indexes of every table, a line each, whatever the order in which they were made. */
async function shapeOf({ system, differences }: SqlEngine): Promise<readonly string[]> {
  const rows = await system.read((reader) =>
    differences.name === 'sqlite'
      ? reader.all(
          `SELECT m.name, c.name AS part, c.type, c."notnull" AS filled, c.dflt_value AS usual, c.pk
             FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
           UNION ALL SELECT tbl_name, name, sql, 0, NULL, 0 FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`,
        )
      : reader.all(
          `SELECT table_name::text AS name, column_name::text AS part, data_type::text AS type, is_nullable::text AS filled,
                  column_default::text AS usual
             FROM information_schema.columns WHERE table_schema = 'public'
           UNION ALL SELECT tablename::text, indexname::text, indexdef, '', NULL FROM pg_indexes WHERE schemaname = 'public'`,
        ),
  );
  return rows.map((row) => Object.values(row).join(' | ')).sort();
}

onBothEngines('tables of every earlier version come to the shape of new ones, and to nothing else', async (t) => {
  const fresh = await empty(t);
  for (const { room, migrations } of rooms) await migrate(fresh.system, fresh.differences, room, migrations);
  const wanted = await shapeOf(fresh);
  assert.ok(wanted.length > 100, `${wanted.length} columns and indexes`);
  for (let version = 1; version < longest; version += 1) {
    const engine = await empty(t);
    for (const { room, migrations } of rooms)
      await migrate(engine.system, engine.differences, room, migrations.slice(0, version));
    for (const { room, migrations } of rooms) await migrate(engine.system, engine.differences, room, migrations);
    assert.deepEqual(await shapeOf(engine), wanted, `from version ${version}`);
  }
});

onBothEngines(
  'the program of an earlier version does not touch tables of a later one, and says what to do',
  async (t) => {
    const engine = await empty(t);
    for (const { room, migrations } of rooms) await migrate(engine.system, engine.differences, room, migrations);
    for (const { room, migrations } of rooms)
      await assert.rejects(
        migrate(engine.system, engine.differences, room, migrations.slice(0, -1)),
        /was written by a later version of Relais: its "[a-z-]+" tables .* restore a backup made before the upgrade\.$/,
      );
  },
);

onBothEngines('migrations are numbered from 1 without gaps', async () => {
  for (const { room, migrations } of rooms)
    assert.deepEqual(
      migrations.map(({ version }) => version),
      migrations.map((_, at) => at + 1),
      room,
    );
});
