import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import { openedStore } from '../../domain/mail/opened-store.fixture.ts';
import { type UidSet, uidSetOf } from '../../domain/mail/uid-set.ts';
import { columnsOf } from './kept-columns.ts';

const text = (size: number): string => `Subject: x\r\n\r\n${'y'.repeat(size)}\r\n`;

/** The same store, which notes what it is asked for. */
function noted(account: AccountStore, asked: UidSet[]): AccountStore {
  return new Proxy(account, {
    get(target, name) {
      if (name === 'messages')
        return (...given: Parameters<AccountStore['messages']>) => {
          asked.push(given[1]);
          return target.messages(...given);
        };
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test('only messages that have come since the last time are read; those that have gone are left out', async (t) => {
  const { account, append } = await openedStore(t);
  const { folderId } = await account.folder('INBOX', 'place');
  const asked: UidSet[] = [];
  const store = noted(account, asked);
  const look = async (): Promise<[number, number][]> => {
    const { uids, status } = await store.openFolder(folderId, { claimRecent: false });
    const columns = await columnsOf(store, folderId, { uidValidity: status.uidValidity, uids });
    const seen: [number, number][] = [];
    for await (const page of account.messages(folderId, uidSetOf(uids), {}))
      for (const { uid, contentId, sizeBytes } of page) {
        assert.equal(columns.contentIds[seen.length], contentId);
        seen.push([uid, sizeBytes]);
      }
    assert.deepEqual(
      Array.from(columns.uids, (uid, at) => [uid, columns.storedBytes[at]]),
      seen,
    );
    return seen;
  };
  assert.deepEqual(await look(), []);
  for (let size = 0; size < 5; size += 1) await append(folderId, text(size));
  assert.equal((await look()).length, 5);
  assert.deepEqual(asked.splice(0), [uidSetOf([1, 2, 3, 4, 5])]);
  await look();
  assert.deepEqual(asked, [], 'nothing has happened');
  await account.expunge(folderId, uidSetOf([1, 3]), { onlyDeleted: false });
  assert.equal((await look()).length, 3);
  assert.deepEqual(asked, [], 'the others are known');
  await append(folderId, text(100));
  await account.expunge(folderId, uidSetOf([5]), { onlyDeleted: false });
  await append(folderId, text(200));
  assert.deepEqual(
    (await look()).map(([uid]) => uid),
    [2, 4, 6, 7],
  );
  assert.deepEqual(asked.splice(0), [uidSetOf([6, 7])]);
});

test('a message that goes while the others are read is left out', async (t) => {
  const { account, append } = await openedStore(t);
  const { folderId } = await account.folder('INBOX', 'place');
  for (let size = 0; size < 3; size += 1) await append(folderId, text(size));
  const { uids, status } = await account.openFolder(folderId, { claimRecent: false });
  await account.expunge(folderId, uidSetOf([2]), { onlyDeleted: false });
  // Another UIDVALIDITY: nothing is known from the test before, whose account has the same name.
  const columns = await columnsOf(account, folderId, { uidValidity: status.uidValidity + 1, uids });
  assert.deepEqual([...columns.uids], [1, 3]);
  assert.deepEqual([...columns.storedBytes], [16, 18]);
});
