import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { RepairableMailStore } from '../../../server/src/domain/mail/mail-store.ts';
import type { MailboxChange } from '../../../server/src/storage/change-signal.ts';
import type { SqlEngine } from '../../../server/src/storage/sql-engine.ts';
import { appendLetters, collected, letter, stage } from '../message.fixture.ts';
import { refuses, rows, uidsIn, withAccount } from './account-tests.fixture.ts';

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

  withAccount(store, 'an account that was put back gives no number again', async (account, inbox) => {
    await appendLetters(account, inbox, 3);
    await account.expunge(inbox, [{ first: 2, last: 2 }], { onlyDeleted: false });
    const before = await account.folder('INBOX');
    const ids = async (): Promise<readonly number[]> => (await rows(account, inbox)).map(({ contentId }) => contentId);
    const idsBefore = await ids();
    await store().passOverNumbers(account.accountId);
    const after = await account.folder('INBOX');
    assert.equal(after.status.uidValidity, before.status.uidValidity);
    assert.deepEqual(await uidsIn(account, inbox), [1, 3]);
    assert.ok(after.status.uidNext > 1_000_000 && after.status.highestModSeq > 1_000_000_000);
    // Whoever saw more than what is here now hears that it is gone, and has the flags of all anew.
    const seen = before.status.highestModSeq + 500;
    const changes = await account.changesSince(inbox, seen);
    assert.deepEqual(changes.expunged, [{ first: 4, last: after.status.uidNext - 1 }]);
    assert.deepEqual(
      changes.changed.map(({ uid, modSeq }) => [uid, modSeq]),
      [1, 3].map((uid) => [uid, after.status.highestModSeq]),
    );
    const [uid] = await appendLetters(account, inbox, 1);
    assert.equal(uid, after.status.uidNext);
    const idsAfter = await ids();
    assert.deepEqual(idsAfter.slice(0, 2), idsBefore);
    assert.ok((idsAfter[2] as number) > (idsBefore[1] as number) + 1_000_000);
    const { mailboxId } = await account.createFolder('New');
    assert.ok(Number(mailboxId.slice(1)) > 10_000);
    // An interrupted one begins anew.
    await store().passOverNumbers(account.accountId);
    assert.deepEqual(await uidsIn(account, inbox), [1, 3, uid]);
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
