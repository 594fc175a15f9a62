import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import { test, type TestContext } from 'node:test';
import type { MailStore } from '../../server/src/domain/mail/account-store.ts';
import { openMailStore } from '../../server/src/domain/mail/mail-store.ts';
import { openKeptAnswers } from '../../server/src/domain/personal/kept-answers.ts';
import { personalMigrations } from '../../server/src/domain/personal/personal-migrations.ts';
import { AnsweredRequests } from '../../server/src/http/jmap/answered-requests.ts';
import { systemClock } from '../../server/src/platform/clock/system-clock.ts';
import { silentLog } from '../../server/src/platform/log/silent-log.ts';
import { migrate } from '../../server/src/storage/migrations.ts';
import { PostgresChangeSignal } from '../../server/src/storage/postgres/change-signal.ts';
import { PostgresExclusiveLocks } from '../../server/src/storage/postgres/exclusive-locks.ts';
import { openPostgresEngine } from '../../server/src/storage/postgres/open-postgres-engine.ts';
import { startPostgres } from '../support/postgres.ts';
import { appendLetters, collected } from './message.fixture.ts';

async function node(t: TestContext, url: string): Promise<MailStore> {
  const engine = await openPostgresEngine({ url, log: silentLog, connections: 4 });
  const changes = await PostgresChangeSignal.open({ url, log: silentLog, clock: systemClock });
  t.after(async () => {
    await changes.close();
    await engine.close();
  });
  return openMailStore({ engine, changes, clock: systemClock, log: silentLog });
}

test('two nodes on one database tell each other of changes and never give a UID twice', async (t) => {
  const postgres = await startPostgres();
  t.after(() => postgres.stop());
  const url = await postgres.newDatabase();
  // Both start on an empty database at once.
  const [first, second] = await Promise.all([node(t, url), node(t, url)]);
  const id = randomUUID();
  const [here, there] = await Promise.all([first.account(id), second.account(id)]);
  const inbox = (await here.folder('INBOX')).folderId;
  assert.equal((await there.folder('INBOX')).folderId, inbox);

  const told = new EventEmitter();
  there.onChange((change) => told.emit('change', change));
  const change = once(told, 'change');
  await appendLetters(here, inbox, 1);
  const { highestModSeq } = await there.folderStatus(inbox);
  assert.deepEqual(await change, [{ accountId: id, folderId: inbox, modSeq: highestModSeq }]);

  const uids = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => await appendLetters(i % 2 === 0 ? here : there, inbox, 2)),
  );
  assert.equal(new Set(uids.flat()).size, 40);
  assert.equal((await there.quota()).messages, 41);
  assert.deepEqual(await collected(second.verify(id)), []);
});

test('two nodes that are asked the same under one Idempotency-Key do it once, and a node that fails leaves it to the other', async (t) => {
  const postgres = await startPostgres();
  t.after(() => postgres.stop());
  const url = await postgres.newDatabase();
  const requestsAt = async () => {
    const engine = await openPostgresEngine({ url, log: silentLog, connections: 2 });
    const locks = new PostgresExclusiveLocks({ url, log: silentLog, clock: systemClock });
    t.after(async () => {
      await locks.close();
      await engine.close();
    });
    await migrate(engine.system, engine.differences, 'personal', personalMigrations);
    const answers = openKeptAnswers({ scope: engine.system, clock: systemClock });
    return new AnsweredRequests({ answers, locks, clock: systemClock, log: silentLog });
  };
  const [here, there] = [await requestsAt(), await requestsAt()];
  let done = 0;
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const first = here.run('alice', 'key', 'a copy', async () => {
    begun.resolve();
    await mayEnd.promise;
    return { done: ++done };
  });
  await begun.promise;
  const work = async () => ({ done: ++done });
  const second = there.run('alice', 'key', 'a copy', work);
  // Somebody else's of the same name is another request, and waits for nobody.
  assert.deepEqual(await there.run('bob', 'key', 'a copy', work), { done: 1 });
  mayEnd.resolve();
  assert.deepEqual(await Promise.all([first, second]), [{ done: 2 }, { done: 2 }]);
  assert.deepEqual(await there.run('alice', 'key', 'a copy', work), { done: 2 });

  const refused = here.run('alice', 'another', 'a copy', () => Promise.reject(new Error('the store is away')));
  await assert.rejects(refused, /the store is away/);
  assert.deepEqual(await there.run('alice', 'another', 'a copy', work), { done: 3 });
});
