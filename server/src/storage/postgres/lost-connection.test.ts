import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { startPostgres, type TestPostgres } from '../../../../test/support/postgres.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { StorageError } from '../storage-error.ts';
import { PostgresChangeSignal } from './change-signal.ts';
import { PostgresExclusiveLocks } from './exclusive-locks.ts';
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

test('every connection asks whether the machine of the database is still there while it waits', async (t) => {
  if (process.platform !== 'linux') return t.skip('/proc/net/tcp is Linux');
  const url = await postgres.newDatabase();
  const engine = await openPostgresEngine({ url, log: silentLog });
  t.after(() => engine.close());
  const options = { url, log: silentLog, clock: systemClock };
  const changes = await PostgresChangeSignal.open(options);
  t.after(() => changes.close());
  const locks = new PostgresExclusiveLocks(options);
  t.after(() => locks.close());
  await locks.take('something', { giveWay: () => false, lost: () => undefined });
  const connections = await engine.system.read(
    async (reader) =>
      await reader.all<{ name: string; port: number }>(
        `SELECT application_name AS name, client_port AS port FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'relais%'`,
      ),
  );
  assert.equal(connections.length, 3);
  const to = Number(new URL(url).port);
  for (const { name, port } of connections) assert.equal(await timerOf(port, to), '02', `${name} has no keepalive`);
});

/** What the kernel waits for on a connection that is at rest: 00 nothing, 02 to ask the other side whether it is there. */
async function timerOf(localPort: number, remotePort: number): Promise<string> {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  for (;;) {
    const line = readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .map((row) => row.trim().split(/\s+/))
      .find(([, local, remote]) => local?.endsWith(`:${hex(localPort)}`) && remote?.endsWith(`:${hex(remotePort)}`));
    const timer = line?.[5]?.slice(0, 2) ?? 'no such connection';
    // 01: what was sent has not arrived yet.
    if (timer !== '01') return timer;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
