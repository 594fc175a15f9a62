import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ascendingMatcher } from './uid-matcher.ts';
import { mergeRanges, type UidSet, uidSetDifference, uidSetHas, uidSetIntersection, uidSetOf } from './uid-set.ts';

const smallSet = fc.uniqueArray(fc.integer({ min: 1, max: 60 })).map((uids) => uids.sort((a, b) => a - b));

function members(set: UidSet): number[] {
  return Array.from({ length: 62 }, (_, uid) => uid).filter((uid) => uidSetHas(set, uid));
}

function isTidy(set: UidSet): boolean {
  return set.every(({ first, last }, i) => first <= last && (i === 0 || first > (set[i - 1]?.last ?? 0) + 1));
}

test('a set has exactly the UIDs it was made of, in ranges without gaps to close', () => {
  fc.assert(
    fc.property(smallSet, (uids) => {
      const set = uidSetOf(uids);
      assert.deepEqual(members(set), uids);
      assert.ok(isTidy(set));
    }),
  );
});

test('intersection and difference are those of the UIDs', () => {
  fc.assert(
    fc.property(smallSet, smallSet, (left, right) => {
      const both = uidSetIntersection(uidSetOf(left), uidSetOf(right));
      const rest = uidSetDifference(uidSetOf(left), uidSetOf(right));
      assert.deepEqual(
        members(both),
        left.filter((uid) => right.includes(uid)),
      );
      assert.deepEqual(
        members(rest),
        left.filter((uid) => !right.includes(uid)),
      );
      assert.ok(isTidy(rest));
    }),
  );
});

test('ranges in any order and overlapping fold into a set', () => {
  const range = fc
    .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 8 }))
    .map(([first, more]) => ({ first, last: first + more }));
  fc.assert(
    fc.property(fc.array(range), (ranges) => {
      const set = mergeRanges(ranges);
      const named = new Set(
        ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
      );
      assert.deepEqual(
        members(set),
        [...named].sort((a, b) => a - b),
      );
      assert.ok(isTidy(set));
    }),
  );
});

test('the matcher for ascending UIDs agrees with the set', () => {
  fc.assert(
    fc.property(smallSet, smallSet, (uids, asked) => {
      const set = uidSetOf(uids);
      const matches = ascendingMatcher(set);
      for (const uid of asked) assert.equal(matches(uid), uidSetHas(set, uid));
    }),
  );
});
