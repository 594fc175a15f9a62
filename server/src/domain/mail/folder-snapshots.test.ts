import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FolderSnapshot } from './account-store.ts';
import { keepSnapshot, keptSnapshot } from './folder-snapshots.ts';
import { noteFlagChanges } from './recent-flag-changes.ts';

function snapshotOf(messages: number, highestModSeq = 7): FolderSnapshot {
  return {
    status: {
      uidValidity: 1,
      uidNext: messages + 1,
      highestModSeq,
      messages,
      unseen: 0,
      deleted: 0,
      sizeBytes: 0,
      firstRecentUid: 1,
    },
    uids: Uint32Array.from({ length: messages }, (_, index) => index + 1),
    flagBits: new Uint8Array(messages),
    modSeqs: new Float64Array(messages).fill(highestModSeq),
    keywordSet: new Uint16Array(messages),
    keywordSets: [[]],
  };
}

test('a state is given again until its folder has changed', () => {
  const owner = {};
  const snapshot = snapshotOf(3);
  keepSnapshot(owner, 5, snapshot);
  const status = { ...snapshot.status, firstRecentUid: 4 };
  const given = keptSnapshot(owner, 5, status);
  assert.equal(given?.uids, snapshot.uids);
  assert.equal(given?.status.firstRecentUid, 4);
  assert.equal(keptSnapshot(owner, 6, status), null);
  assert.equal(keptSnapshot({}, 5, status), null);
  assert.equal(keptSnapshot(owner, 5, { ...status, highestModSeq: 8 }), null);
  assert.equal(keptSnapshot(owner, 5, status), null);
});

test('after changes of flags that are known a state is brought up to date, and what sessions hold stays', () => {
  const owner = {};
  const snapshot = snapshotOf(4);
  keepSnapshot(owner, 5, snapshot);
  noteFlagChanges(owner, 5, 8, [
    { uid: 1, flags: { bits: 2, keywords: ['Work'] }, modSeq: 8 },
    { uid: 4, flags: { bits: 1, keywords: [] }, modSeq: 8 },
  ]);
  noteFlagChanges(owner, 5, 9, [{ uid: 4, flags: { bits: 0, keywords: ['Work'] }, modSeq: 9 }]);
  const status = { ...snapshot.status, highestModSeq: 9 };
  const given = keptSnapshot(owner, 5, status);
  assert.ok(given !== null);
  assert.deepEqual([...given.flagBits], [2, 0, 0, 0]);
  assert.deepEqual([...given.modSeqs], [8, 7, 7, 9]);
  const keywords = [...given.keywordSet].map((number) => given.keywordSets[number]);
  assert.deepEqual(keywords, [['Work'], [], [], ['Work']]);
  assert.deepEqual([...snapshot.flagBits], [0, 0, 0, 0]);
  assert.equal(keptSnapshot(owner, 5, status)?.flagBits, given.flagBits);
  // A message that came in the meantime is not among the changes.
  assert.equal(keptSnapshot(owner, 5, { ...status, highestModSeq: 10, messages: 5, uidNext: 6 }), null);
});

test('the longest unused go when there is no more room', () => {
  const owner = {};
  const large = snapshotOf(400_000);
  for (let folder = 1; folder <= 6; folder++) keepSnapshot(owner, folder, large);
  assert.equal(keptSnapshot(owner, 1, large.status), null);
  assert.notEqual(keptSnapshot(owner, 6, large.status), null);
});
