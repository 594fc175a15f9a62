import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import { test, type TestContext } from 'node:test';
import type { MailStore } from '../../server/src/domain/mail/account-store.ts';
import { openMailStore } from '../../server/src/domain/mail/mail-store.ts';
import { systemClock } from '../../server/src/platform/clock/system-clock.ts';
import { silentLog } from '../../server/src/platform/log/silent-log.ts';
import { PostgresChangeSignal } from '../../server/src/storage/postgres/change-signal.ts';
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
