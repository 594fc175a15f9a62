import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addFacts,
  addStates,
  blockOf,
  bytesOf,
  firstUidOf,
  keepFacts,
  keepStates,
  lastUidOf,
  readFactBlock,
  readStateBlock,
} from './message-block.ts';

const states = Array.from({ length: 5 }, (_, i) => ({
  uid: 4_000_000_000 + i,
  bits: i,
  keywordSet: 65_000 + i,
  modSeq: 2 ** 52 + i,
}));
const facts = Array.from({ length: 5 }, (_, i) => ({
  uid: 4_000_000_000 + i,
  contentId: 2 ** 40 + i,
  threadId: 2 ** 41 + i,
  sizeBytes: 4_000_000_000 + i,
  internalDate: 500 - 1_000 * i,
  savedDate: 1_795_000_000_000 + i,
  sentDate: 700 - 3_000 * i,
}));

test('states come back from their bytes, also when these stand anywhere in a larger buffer', () => {
  const bytes = bytesOf(addStates(null, states));
  for (const offset of [0, 1, 3, 8]) {
    const buffer = Buffer.concat([Buffer.alloc(offset), bytes, Buffer.alloc(5)]);
    const block = readStateBlock(buffer.subarray(offset, offset + bytes.length));
    assert.deepEqual(
      [...block.uids],
      states.map((state) => state.uid),
    );
    assert.deepEqual(
      [...block.bits],
      states.map((state) => state.bits),
    );
    assert.deepEqual(
      [...block.keywordSets],
      states.map((state) => state.keywordSet),
    );
    assert.deepEqual(
      [...block.modSeqs],
      states.map((state) => state.modSeq),
    );
  }
});

test('facts come back from their bytes', () => {
  const block = readFactBlock(bytesOf(addFacts(null, facts)));
  assert.deepEqual(
    [...block.uids],
    facts.map((fact) => fact.uid),
  );
  assert.deepEqual(
    [...block.contentIds],
    facts.map((fact) => fact.contentId),
  );
  assert.deepEqual(
    [...block.threadIds],
    facts.map((fact) => fact.threadId),
  );
  assert.deepEqual(
    [...block.sizes],
    facts.map((fact) => fact.sizeBytes),
  );
  assert.deepEqual(
    [...block.internalDates],
    facts.map((fact) => fact.internalDate),
  );
  assert.deepEqual(
    [...block.savedDates],
    facts.map((fact) => fact.savedDate),
  );
  assert.deepEqual(
    [...block.sentDates],
    facts.map((fact) => fact.sentDate),
  );
});

test('adding behind and keeping some give the same as making them so', () => {
  const grown = addStates(addStates(null, states.slice(0, 2)), states.slice(2));
  assert.deepEqual(bytesOf(grown), bytesOf(addStates(null, states)));
  const kept = [0, 2, 4];
  assert.deepEqual(
    bytesOf(keepStates(grown, kept)),
    bytesOf(
      addStates(
        null,
        kept.map((i) => states[i] as (typeof states)[0]),
      ),
    ),
  );
  const keptFacts = keepFacts(addFacts(addFacts(null, facts.slice(0, 4)), facts.slice(4)), kept);
  assert.deepEqual(
    bytesOf(keptFacts),
    bytesOf(
      addFacts(
        null,
        kept.map((i) => facts[i] as (typeof facts)[0]),
      ),
    ),
  );
});

test('every UID stands in one block', () => {
  for (const uid of [1, 127, 128, 129, 0xffff_fffe]) {
    assert.ok(firstUidOf(blockOf(uid)) <= uid && uid <= lastUidOf(blockOf(uid)));
    assert.equal(lastUidOf(blockOf(uid)) + 1, firstUidOf(blockOf(uid) + 1));
  }
});

test('bytes of a broken length are refused', () => {
  assert.throws(() => readStateBlock(new Uint8Array(16)), /relais verify/);
});
