import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import pg from 'pg';
import { startPostgres, type TestPostgres } from '../../../../test/support/postgres.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { StorageError } from '../storage-error.ts';
import { PostgresChangeSignal } from './change-signal.ts';
import { openPostgresEngine } from './open-postgres-engine.ts';
import { storageErrorOf } from './postgres-errors.ts';
import { takeConnection } from './take-connection.ts';

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(async () => {
  await postgres?.stop();
});

/** A database of a role that is no superuser, which no limit would hold for. `sql`: as the administrator of the database. */
async function ownedDatabase(
  t: TestContext,
  role: string,
): Promise<{ url: string; name: string; sql: (text: string) => Promise<unknown> }> {
  const url = await postgres.newDatabase();
  const administrator = new pg.Client({ connectionString: url });
  await administrator.connect();
  t.after(() => administrator.end());
  const name = new URL(url).pathname.slice(1);
  await administrator.query(`CREATE ROLE ${role} LOGIN; ALTER DATABASE ${name} OWNER TO ${role}`);
  await administrator.query(`GRANT ALL ON SCHEMA public TO ${role}`);
  const owned = new URL(url);
  owned.username = role;
  return { url: String(owned), name, sql: (text) => administrator.query(text) };
}

test('a question that a limit of the administrator ends is an outage that names the limit', async (t) => {
  const { url, sql } = await ownedDatabase(t, 'hurried');
  await sql(`ALTER ROLE hurried SET statement_timeout = '1s'`);
  const engine = await openPostgresEngine({ url, log: silentLog });
  t.after(() => engine.close());
  const ended = engine.system.read(async (reader) => await reader.all('SELECT pg_sleep(600)'));
  await assert.rejects(
    ended,
    (error) =>
      error instanceof StorageError && error.code === 'storage-unavailable' && /statement_timeout/.test(error.message),
  );
});

test('a server that stands still in the middle of a write holds the others for a while, and its write is undone', async (t) => {
  const url = await postgres.newDatabase();
  const open = async (stillnessMs: number) => {
    const engine = await openPostgresEngine({ url, log: silentLog, stillnessMs });
    t.after(() => engine.close());
    return engine;
  };
  const [frozen, other] = [await open(200), await open(60_000)];
  const add = 'INSERT INTO accounts (id) VALUES (?)';
  const thaw = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const standing = frozen.system.write(async (writer) => {
    await writer.run(add, 'of the frozen one');
    begun.resolve();
    await thaw.promise;
    await writer.run(add, 'once it goes on');
  });
  await begun.promise;
  // It waits for what the first has locked.
  await other.system.write(async (writer) => await writer.run(add, 'of the other'));
  thaw.resolve();
  await assert.rejects(standing, (error) => error instanceof StorageError && error.code === 'storage-unavailable');
  const rows = await other.system.read(async (reader) => await reader.all('SELECT id FROM accounts'));
  assert.deepEqual(rows, [{ id: 'of the other' }]);
  // It goes on with another connection.
  await frozen.system.write(async (writer) => await writer.run(add, 'later'));
});

test('with one connection for all what comes second waits for it, and nothing is refused', async (t) => {
  const { url, sql } = await ownedDatabase(t, 'lonely');
  await sql('ALTER ROLE lonely CONNECTION LIMIT 1');
  const engine = await openPostgresEngine({ url, log: silentLog, patienceMs: 600_000 });
  t.after(() => engine.close());
  const order: string[] = [];
  let second: Promise<unknown> = Promise.resolve();
  await engine.system.read(async (reader) => {
    second = engine.system.read(async (other) => {
      order.push('second');
      await other.all('SELECT 1');
    });
    // Longer than a refusal takes.
    await reader.all('SELECT pg_sleep(0.3)');
    order.push('first');
  });
  await second;
  assert.deepEqual(order, ['first', 'second']);
});

test('without any connection the wait ends with a word about whose limit it is', async (t) => {
  const { url, sql } = await ownedDatabase(t, 'refused');
  await sql('ALTER ROLE refused CONNECTION LIMIT 0');
  const pool = new pg.Pool({ connectionString: url });
  t.after(() => pool.end());
  const error = await takeConnection(pool, 0).catch(storageErrorOf);
  assert.ok(error instanceof StorageError && error.code === 'storage-unavailable', String(error));
  assert.match(error.message, /no connection left for this server.*too many connections for role.*max_connections/);
});

test('a database that accepts no writes is no place for mail until it does again', async (t) => {
  const { url, name, sql } = await ownedDatabase(t, 'frozen');
  const engine = await openPostgresEngine({ url, log: silentLog });
  t.after(() => engine.close());
  const clock = new ManualClock();
  const changes = await PostgresChangeSignal.open({ url, log: silentLog, clock, system: engine.system });
  t.after(() => changes.close());
  const untilAwayIs = async (sentence: string | null): Promise<void> => {
    while (changes.away !== sentence) {
      clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const setReadOnly = async (value: 'on' | 'off'): Promise<void> => {
    await sql(`ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`);
    await sql(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'frozen'`);
  };
  await untilAwayIs(null);
  await setReadOnly('on');
  await untilAwayIs('the database accepts no writes');
  const write = engine.system.write(async (writer) => await writer.run('INSERT INTO accounts (id) VALUES (?)', 'a'));
  await assert.rejects(write, (error) => error instanceof StorageError && error.code === 'storage-read-only');
  await setReadOnly('off');
  await untilAwayIs(null);
});
