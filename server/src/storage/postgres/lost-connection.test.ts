import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { startPostgres, type TestPostgres } from '../../../../test/support/postgres.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { StorageError } from '../storage-error.ts';
import { openPostgresEngine } from './open-postgres-engine.ts';

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(async () => {
  await postgres?.stop();
});

test('a connection that breaks within a write is an outage to the caller, and the next write succeeds', async (t) => {
  const url = await postgres.newDatabase();
  const engine = await openPostgresEngine({ url, log: silentLog });
  t.after(() => engine.close());
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  t.after(() => admin.end());
  const add = 'INSERT INTO accounts (id) VALUES (?)';

  const broken = engine.system.write(async (writer) => {
    await writer.run(add, 'first');
    await admin.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'relais'");
    // The notice of the end arrives while no query is under way.
    await admin.query('SELECT 1');
    await writer.run(add, 'second');
  });
  await assert.rejects(broken, (error) => error instanceof StorageError && error.code === 'storage-unavailable');

  await engine.system.write(async (writer) => await writer.run(add, 'third'));
  const ids: string[] = [];
  for await (const id of engine.accountIds()) ids.push(id);
  assert.deepEqual(ids, ['third']);
});
