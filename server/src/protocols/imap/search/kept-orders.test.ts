import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FolderStatus } from '../../../domain/mail/account-store.ts';
import { SelectedFolder } from '../selected-folder.ts';
import { keepAnswer, keptAnswer } from './kept-answers.ts';
import { inKeptOrder, keepOrder } from './kept-orders.ts';

/** A view of messages with these UIDs. */
function view(...uids: number[]): SelectedFolder {
  const status = { uidValidity: 1, uidNext: 99, highestModSeq: 1, messages: uids.length, firstRecentUid: 99 };
  return new SelectedFolder(
    {
      folderId: 1,
      mailboxId: 'F1',
      name: 'INBOX',
      specialUse: 'inbox',
      sortOrder: null,
      subscribed: true,
      hasChildren: false,
      selectable: true,
      hidden: false,
      status: status as FolderStatus,
    },
    {
      status: status as FolderStatus,
      uids: Uint32Array.from(uids),
      flagBits: new Uint8Array(uids.length),
      modSeqs: new Float64Array(uids.length),
      keywordSet: new Uint16Array(uids.length),
      keywordSets: [[]],
    },
    false,
  );
}

test('an order that is kept serves every choice of its messages, wherever they stand now', () => {
  // 40, 10, 30, 20
  keepOrder('by date', { uids: Uint32Array.of(10, 20, 30, 40), order: Uint32Array.of(3, 0, 2, 1) });
  assert.deepEqual(inKeptOrder('by date', view(10, 20, 30, 40), [0, 1, 2, 3]), [3, 0, 2, 1]);
  assert.deepEqual(inKeptOrder('by date', view(10, 20, 30, 40), [1, 2]), [2, 1]);
  assert.deepEqual(inKeptOrder('by date', view(20, 40), [0, 1]), [1, 0]);
  assert.deepEqual(inKeptOrder('by date', view(20, 40, 50), [0, 1]), [1, 0]);
  assert.deepEqual(inKeptOrder('by date', view(20), []), []);
});

test('a message that came later, or another order, is not known', () => {
  assert.equal(inKeptOrder('by date', view(10, 40, 50), [0, 2]), undefined);
  assert.equal(inKeptOrder('by date', view(5, 10), [0, 1]), undefined);
  assert.equal(inKeptOrder('by size', view(10, 20), [0, 1]), undefined);
});

test('an answer is given again for the same messages in the same places only', () => {
  const text = Buffer.from(' 2 1');
  keepAnswer('threads', view(10, 20), [0, 1], text);
  assert.equal(keptAnswer('threads', view(10, 20), [0, 1]), text);
  assert.equal(keptAnswer('threads', view(10, 20, 30), [0, 1]), text);
  assert.equal(keptAnswer('threads', view(5, 10, 20), [1, 2]), undefined);
  assert.equal(keptAnswer('threads', view(10, 30), [0, 1]), undefined);
  assert.equal(keptAnswer('threads', view(10, 20, 30), [0, 1, 2]), undefined);
  assert.equal(keptAnswer('other threads', view(10, 20), [0, 1]), undefined);
});
