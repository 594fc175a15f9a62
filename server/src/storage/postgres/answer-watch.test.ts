import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPostgres, type TestPostgres } from '../../../../test/support/postgres.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { StorageError } from '../storage-error.ts';
import { openPostgresEngine } from './open-postgres-engine.ts';
import { type SilentProxy, startSilentProxy } from './silent-proxy.fixture.ts';

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(async () => {
  await postgres?.stop();
});

const isOutage = (error: unknown): boolean => error instanceof StorageError && error.code === 'storage-unavailable';

type Engine = Awaited<ReturnType<typeof openPostgresEngine>>;

async function engineBehindProxy(t: {
  after(work: () => Promise<void>): void;
}): Promise<{ engine: Engine; proxy: SilentProxy }> {
  const proxy = await startSilentProxy(await postgres.newDatabase());
  const engine = await openPostgresEngine({ url: proxy.url, log: silentLog, patienceMs: 300 });
  t.after(async () => {
    await engine.close();
    await proxy.close();
  });
  return { engine, proxy };
}

const add = 'INSERT INTO accounts (id) VALUES (?)';

async function accountsOf(engine: Engine): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of engine.accountIds()) ids.push(id);
  return ids;
}

test('a question into a network that swallows it is an outage, and so is the commit; afterwards all goes on', async (t) => {
  const { engine, proxy } = await engineBehindProxy(t);
  const write = engine.system.write(async (writer) => {
    await writer.run(add, 'first');
    proxy.swallow();
    await writer.run(add, 'second');
  });
  await assert.rejects(write, isOutage);
  proxy.databaseGivesUp();
  proxy.passNew();
  const commit = engine.system.write(async (writer) => {
    await writer.run(add, 'third');
    proxy.swallow();
  });
  await assert.rejects(commit, isOutage);
  proxy.databaseGivesUp();
  proxy.passNew();
  await engine.system.write(async (writer) => void (await writer.run(add, 'fourth')));
  assert.deepEqual(await accountsOf(engine), ['fourth']);
});

test('a connection that a firewall forgot is given up while the database answers on others', async (t) => {
  const { engine, proxy } = await engineBehindProxy(t);
  const write = engine.system.write(async (writer) => {
    await writer.run(add, 'first');
    proxy.swallow();
    proxy.passNew();
    await writer.run(add, 'second');
  });
  await assert.rejects(write, isOutage);
  proxy.databaseGivesUp();
  await engine.system.write(async (writer) => void (await writer.run(add, 'third')));
  assert.deepEqual(await accountsOf(engine), ['third']);
});

test('what the database works on may take as long as it takes', async (t) => {
  const { engine } = await engineBehindProxy(t);
  const slept = await engine.system.read(
    async (reader) => await reader.get<{ done: number }>('SELECT 1 AS done FROM pg_sleep(2)'),
  );
  assert.equal(slept?.done, 1);
});

test('whoever waits for another server to let a mailbox go is not given up', async (t) => {
  const { engine, proxy } = await engineBehindProxy(t);
  const other = await openPostgresEngine({ url: proxy.url, log: silentLog });
  let first: Promise<void> | null = null;
  await other.system.write(async (writer) => {
    first = engine.system.write(async (waiting) => void (await waiting.run(add, 'second')));
    await writer.get('SELECT 1 FROM pg_sleep(2)');
    await writer.run(add, 'first');
  });
  await first;
  await other.close();
  assert.deepEqual((await accountsOf(engine)).toSorted(), ['first', 'second']);
});

test('the database gives a server up that lost its network', async (t) => {
  const { engine } = await engineBehindProxy(t);
  const settings = await engine.system.read(
    async (reader) =>
      await reader.all<{ name: string; setting: string }>(
        "SELECT name, setting FROM pg_settings WHERE name LIKE 'tcp\\_%' ORDER BY name",
      ),
  );
  assert.deepEqual(
    settings.map(({ name, setting }) => [name, Number(setting)]),
    [
      ['tcp_keepalives_count', 3],
      ['tcp_keepalives_idle', 10],
      ['tcp_keepalives_interval', 5],
      ['tcp_user_timeout', 30_000],
    ],
  );
});
