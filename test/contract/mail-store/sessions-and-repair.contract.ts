import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { RepairableMailStore } from '../../../server/src/domain/mail/mail-store.ts';
import type { MailboxChange } from '../../../server/src/storage/change-signal.ts';
import type { SqlEngine } from '../../../server/src/storage/sql-engine.ts';
import { appendLetters, collected, letter, stage } from '../message.fixture.ts';
import { refuses, withAccount } from './account-tests.fixture.ts';

/** Many sessions at one account, its end, and the repair of its counts. */
export function sessionsAndRepairContract(store: () => RepairableMailStore, engine: () => SqlEngine): void {
  withAccount(store, 'sessions are told after commits of their account, not of others', async (account, inbox) => {
    const changes: MailboxChange[] = [];
    const stop = account.onChange((change) => changes.push(change));
    await appendLetters(account, inbox, 1);
    const other = await store().account(randomUUID());
    await appendLetters(other, (await other.folder('INBOX')).folderId, 1);
    await account.createFolder('New');
    stop();
    await account.createFolder('Newer');
    const { highestModSeq } = await account.folderStatus(inbox);
    assert.deepEqual(changes, [
      { accountId: account.accountId, folderId: inbox, modSeq: highestModSeq },
      { accountId: account.accountId, folderId: null, modSeq: 0 },
    ]);
  });

  withAccount(store, 'many sessions at once never get the same UID', async (account, inbox) => {
    const results = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const message = await stage(account, letter(i));
        return (await account.append(inbox, [{ message, flags: { bits: 0, keywords: [] } }])).uids;
      }),
    );
    assert.deepEqual(
      results.flat().sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
  });

  withAccount(store, 'a recount mends counts that verify finds wrong', async (account, inbox) => {
    await appendLetters(account, inbox, 3);
    const { sizeBytes } = await account.quota();
    await engine()
      .account(account.accountId)
      .write(async (writer) => {
        await writer.run('UPDATE mailbox_state SET messages = 7, size_bytes = 1 WHERE account = ?', writer.account);
      });
    assert.deepEqual((await collected(store().verify(account.accountId))).length, 2);
    await store().recountQuota(account.accountId);
    assert.equal((await account.quota()).messages, 3);
    assert.equal((await account.quota()).sizeBytes, sizeBytes);
  });

  test('an account that is deleted is empty when it is made again', async () => {
    const id = randomUUID();
    const account = await store().account(id);
    await appendLetters(account, (await account.folder('INBOX')).folderId, 3);
    await store().deleteAccount(id);
    // A session that was open meanwhile is refused and brings nothing back.
    await refuses(account.listFolders(), 'storage-unavailable');
    await refuses(account.createFolder('New'), 'storage-unavailable');
    assert.ok(!(await collected(engine().accountIds())).includes(id));
    const again = await store().account(id);
    assert.equal((await again.quota()).messages, 0);
    assert.deepEqual(await collected(store().verify(id)), []);
  });
}
