import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountStore, FolderStatus, MessageRow } from '../../../domain/mail/account-store.ts';
import { type UidSet, uidSetHas } from '../../../domain/mail/uid-set.ts';
import { SelectedFolder } from '../selected-folder.ts';
import { readWithAhead } from './read-ahead.ts';

const uids = Array.from({ length: 40 }, (_, index) => 10 + 3 * index);
const status: FolderStatus = {
  uidValidity: 1,
  uidNext: 500,
  highestModSeq: 5,
  messages: uids.length,
  unseen: 0,
  deleted: 0,
  sizeBytes: 0,
  firstRecentUid: 500,
};

function selected(): SelectedFolder {
  const snapshot = {
    status,
    uids: Uint32Array.from(uids),
    flagBits: new Uint8Array(uids.length),
    modSeqs: new Float64Array(uids.length),
    keywordSet: new Uint16Array(uids.length),
    keywordSets: [[]],
  };
  const summary = { folderId: 1, mailboxId: 'F1', name: 'INBOX', specialUse: null, sortOrder: null, subscribed: true };
  return new SelectedFolder(
    { ...summary, hasChildren: false, selectable: true, hidden: false, status },
    snapshot,
    false,
  );
}

/** Notes what it is asked; pages have ten messages. */
function storeOf(present: readonly number[]): { asked: UidSet[]; messages: AccountStore['messages'] } {
  const asked: UidSet[] = [];
  return {
    asked,
    async *messages(_folderId, wanted) {
      asked.push(wanted);
      const rows = present.filter((uid) => uidSetHas(wanted, uid)).map((uid) => ({ uid }) as MessageRow);
      for (let at = 0; at < rows.length; at += 10) yield rows.slice(at, at + 10);
    },
  };
}

test('who asks for one message after the other is read for in pages', async () => {
  const folder = selected();
  const store = storeOf(uids);
  for (const [at, uid] of uids.entries()) {
    const rows = await readWithAhead(store, folder, at, { content: true });
    assert.deepEqual(
      rows.map((row) => row.uid),
      [uid],
    );
  }
  // The first alone, then pages of ten.
  assert.equal(store.asked.length, 5);
});

test('nothing is read ahead for who jumps, or asks for something else', async () => {
  const folder = selected();
  const store = storeOf(uids);
  for (const at of [0, 2, 4, 3]) await readWithAhead(store, folder, at, { content: true });
  await readWithAhead(store, folder, 4, { content: true, structure: true });
  assert.deepEqual(
    store.asked.map((set) => set.map(({ first, last }) => last - first)),
    [[0], [0], [0], [0], [0]],
  );
});

test('a message that is gone is not given', async () => {
  const folder = selected();
  const store = storeOf(uids.filter((uid) => uid !== uids[2]));
  assert.equal((await readWithAhead(store, folder, 0, { content: true })).length, 1);
  assert.equal((await readWithAhead(store, folder, 1, { content: true })).length, 1);
  assert.deepEqual(await readWithAhead(store, folder, 2, { content: true }), []);
  folder.noteExpunged([{ first: uids[1] as number, last: uids[3] as number }]);
  const before = store.asked.length;
  await readWithAhead(store, folder, 3, { content: true });
  assert.equal(store.asked.length, before + 1);
});
