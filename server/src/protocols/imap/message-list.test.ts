import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FolderSnapshot } from '../../domain/mail/account-store.ts';
import { MessageList } from './message-list.ts';

const count = 1_000;
const goneBit = 64;

function snapshot(): FolderSnapshot {
  return {
    status: {
      uidValidity: 1,
      uidNext: 2 * count + 1,
      highestModSeq: 3 * count,
      messages: count,
      unseen: 0,
      deleted: 0,
      sizeBytes: 0,
      firstRecentUid: 1,
    },
    uids: Uint32Array.from({ length: count }, (_, at) => 2 * at + 1),
    flagBits: Uint8Array.from({ length: count }, (_, at) => at % 32),
    modSeqs: Float64Array.from({ length: count }, (_, at) => 3 * at + 1),
    keywordSet: Uint16Array.from({ length: count }, (_, at) => at % 2),
    keywordSets: [[], ['Work']],
  };
}

const places: readonly (readonly [string, (at: number) => boolean])[] = [
  ['the first', (at) => at === 0],
  ['the last', (at) => at === count - 1],
  ['one in the middle', (at) => at === 500],
  ['every second', (at) => at % 2 === 0],
  ['some near one another and some far apart', (at) => at % 100 === 7 || (at > 300 && at < 340)],
  ['none', () => false],
  ['all', () => true],
];

for (const [name, isGone] of places)
  test(`messages leave the list, ${name}, and the others move up with all that is known of them`, () => {
    const before = snapshot();
    const list = new MessageList(before);
    const all = [...before.uids.keys()];
    for (const at of all) if (isGone(at)) list.setBit(at, goneBit);
    const told: (readonly [number, number])[] = [];
    list.removeWith(goneBit, (uid, keptBefore) => told.push([uid, keptBefore]));
    const kept = all.filter((at) => !isGone(at));
    assert.deepEqual(
      told,
      all.filter(isGone).map((at) => [2 * at + 1, kept.filter((other) => other < at).length]),
    );
    assert.equal(list.count, kept.length);
    kept.forEach((at, position) => {
      assert.deepEqual(
        [list.uidAt(position), list.bitsAt(position), list.modSeqAt(position), list.keywordsAt(position)],
        [2 * at + 1, at % 32, 3 * at + 1, at % 2 === 1 ? ['Work'] : []],
      );
    });
    // What others who selected the folder see has not changed.
    assert.equal(before.uids.length, count);
    assert.equal(before.flagBits[0], 0);
  });
