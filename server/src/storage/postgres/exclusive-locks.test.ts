import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, type TestContext, test } from 'node:test';
import pg from 'pg';
import { startPostgres, type TestPostgres } from '../../../../test/support/postgres.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import type { LockKeeper } from '../exclusive-locks.ts';
import { PostgresExclusiveLocks } from './exclusive-locks.ts';

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(async () => {
  await postgres?.stop();
});

function node(t: TestContext, url: string): PostgresExclusiveLocks {
  const locks = new PostgresExclusiveLocks({ url, log: silentLog, clock: systemClock });
  t.after(() => locks.close());
  return locks;
}

const keeps: LockKeeper = { giveWay: () => false, lost: () => undefined };

test('one node of several holds a lock; another has it as soon as it is let go', async (t) => {
  const url = await postgres.newDatabase();
  const [one, two] = [node(t, url), node(t, url)];
  const lock = await one.take('a', keeps);
  assert.ok(lock);
  assert.equal(await two.take('a', keeps), null);
  assert.equal(await one.take('a', keeps), null);
  assert.ok(await two.take('b', keeps));
  await lock.release();
  assert.ok(await two.take('a', keeps));
});

test('a holder that gives way hands the lock to another node', async (t) => {
  const url = await postgres.newDatabase();
  const [one, two] = [node(t, url), node(t, url)];
  let asked = 0;
  const first = await one.take('a', { giveWay: () => ++asked > 1, lost: () => undefined });
  assert.equal(await two.take('a', keeps), null);
  assert.ok(await two.take('a', keeps));
  assert.equal(asked, 2);
  // What the first one lets go afterwards is no longer its own.
  await first?.release();
  assert.equal(await one.take('a', keeps), null);
});

test('a process that is killed holds nothing any more', async (t) => {
  const url = await postgres.newDatabase();
  const fixture = new URL('./hold-lock.fixture.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [fixture, url, 'a'], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const [word] = (await once(child.stdout, 'data')) as [Buffer];
  assert.equal(String(word).trim(), 'held');
  const locks = node(t, url);
  assert.equal(await locks.take('a', keeps), null);
  child.kill('SIGKILL');
  await once(child, 'exit');
  // PostgreSQL notices the broken connection when it next looks at it.
  const deadline = Date.now() + 60_000;
  let lock = await locks.take('a', keeps);
  while (lock === null && Date.now() < deadline) lock = await locks.take('a', keeps);
  assert.ok(lock);
});

test('a lost connection to the store is told to whoever holds a lock', async (t) => {
  const url = await postgres.newDatabase();
  const one = node(t, url);
  const lost = Promise.withResolvers<void>();
  assert.ok(await one.take('a', { giveWay: () => false, lost: lost.resolve }));
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'relais-locks %'",
  );
  await admin.end();
  await lost.promise;
  // The client is told before the lock is free.
  while ((await one.take('a', keeps)) === null);
});
