import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flagChangesBetween, mostRemembered, noteFlagChanges } from './recent-flag-changes.ts';

const change = (uid: number, modSeq: number, bits = 1) => ({ uid, flags: { bits, keywords: [] }, modSeq });

const told = (owner: object, after: number, upTo: number): string =>
  flagChangesBetween(owner, 7, after, upTo)
    ?.map(({ uid, modSeq }) => `${uid}@${modSeq}`)
    .join(' ') ?? 'unknown';

test('changes that follow one another are known, each message once, by UID', () => {
  const owner = {};
  noteFlagChanges(owner, 7, 5, [change(9, 5), change(12, 5)]);
  noteFlagChanges(owner, 7, 6, [change(3, 6)]);
  noteFlagChanges(owner, 7, 7, [change(9, 7)]);
  assert.equal(told(owner, 4, 7), '3@6 9@7 12@5');
  assert.equal(told(owner, 5, 7), '3@6 9@7');
  assert.equal(told(owner, 4, 6), '3@6 9@5 12@5');
  assert.equal(told(owner, 7, 7), '');
});

test('nothing is said of what is not known from end to end', () => {
  const owner = {};
  noteFlagChanges(owner, 7, 5, [change(1, 5)]);
  assert.equal(told(owner, 3, 5), 'unknown');
  assert.equal(told(owner, 4, 6), 'unknown');
  assert.equal(told({}, 4, 5), 'unknown');
  // 6 was a delivery, an expunge, or a change by another node.
  noteFlagChanges(owner, 7, 7, [change(1, 7)]);
  assert.equal(told(owner, 4, 7), 'unknown');
  assert.equal(told(owner, 6, 7), '1@7');
  // What is told late, or twice, is never taken for something newer.
  noteFlagChanges(owner, 7, 5, [change(1, 5)]);
  assert.equal(told(owner, 6, 7), 'unknown');
  assert.equal(told(owner, 4, 5), '1@5');
});

test('a change of very many messages is not kept, and what follows it is', () => {
  const owner = {};
  noteFlagChanges(owner, 7, 5, [change(1, 5)]);
  noteFlagChanges(owner, 7, 6, null);
  noteFlagChanges(owner, 7, 7, [change(2, 7)]);
  assert.equal(told(owner, 5, 7), 'unknown');
  assert.equal(told(owner, 6, 7), '2@7');
  const many = Array.from({ length: mostRemembered }, (_, index) => change(index + 1, 8));
  noteFlagChanges(owner, 7, 8, many);
  assert.equal(told(owner, 6, 8), 'unknown');
  assert.equal(flagChangesBetween(owner, 7, 7, 8)?.length, mostRemembered);
});
