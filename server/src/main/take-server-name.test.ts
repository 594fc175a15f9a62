import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import pg from 'pg';
import { startPostgres, type TestPostgres } from '../../../test/support/postgres.ts';
import { ManualClock } from '../platform/clock/manual-clock.ts';
import { systemClock } from '../platform/clock/system-clock.ts';
import { silentLog } from '../platform/log/silent-log.ts';
import { PostgresExclusiveLocks } from '../storage/postgres/exclusive-locks.ts';
import { takeServerName } from './take-server-name.ts';

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(async () => {
  await postgres?.stop();
});

function locksOn(t: TestContext, url: string): PostgresExclusiveLocks {
  const locks = new PostgresExclusiveLocks({ url, log: silentLog, clock: systemClock });
  t.after(() => locks.close());
  return locks;
}

/** Takes the name of a server, as `CAS01` unless said otherwise. */
function take(locks: PostgresExclusiveLocks, clock = new ManualClock()) {
  return takeServerName({ locks, serverName: 'CAS01', clock, log: silentLog });
}

const locksHeld = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted";

/** Resolves when a connection holds a lock. */
async function untilHeld(url: string, meanwhile: () => void): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    while ((await client.query(locksHeld)).rows.length === 0) {
      meanwhile();
      await turn();
    }
  } finally {
    await client.end();
  }
}

test('a server takes its name again when the database has been restarted, and a second one is refused as before', async (t) => {
  const url = await postgres.newDatabase();
  const clock = new ManualClock();
  const first = locksOn(t, url);
  const held = await take(first, clock);
  await postgres.restart();
  await untilHeld(url, () => clock.advance(1_000));
  await assert.rejects(take(locksOn(t, url)), /a server named CAS01 runs on this database already/);
  held.letGo();
});

test('a server whose name another one has taken meanwhile is told to stop', async (t) => {
  const url = await postgres.newDatabase();
  const clock = new ManualClock();
  const held = await take(locksOn(t, url), clock);
  await postgres.restart();
  // The clock of the first stands still: it has not looked again.
  const second = await take(locksOn(t, url));
  let sentence: string | null = null;
  held.taken.then((said) => (sentence = said));
  while (sentence === null) {
    clock.advance(1_000);
    await turn();
  }
  assert.match(sentence, /another server named CAS01 has started on this database/);
  second.letGo();
});

test('a connection that the database has not seen break keeps no server from its own name', async (t) => {
  const url = new URL(await postgres.newDatabase());
  const network = await brittleNetwork(t, Number(url.port));
  url.port = String(network.port);
  const locks = locksOn(t, url.href);
  const lost = Promise.withResolvers<void>();
  assert.ok(await locks.take('a', { giveWay: () => false, lost: lost.resolve }));
  network.breakHere();
  await lost.promise;
  assert.ok(await locks.take('a', { giveWay: () => false, lost: () => undefined }));
});

/** A network between a node and a database: a connection may break on the node's side alone. */
async function brittleNetwork(t: TestContext, to: number): Promise<{ port: number; breakHere(): void }> {
  const sockets: Socket[] = [];
  const near: Socket[] = [];
  const server = createServer((socket) => {
    const far = connect(to, '127.0.0.1');
    sockets.push(socket, far);
    near.push(socket);
    for (const one of [socket, far]) one.on('error', () => undefined);
    socket.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => socket.write(bytes));
    far.on('close', () => socket.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    breakHere: () => {
      for (const socket of near.splice(0)) socket.destroy();
    },
  };
}
