import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { ScanListing } from './scan-listing.ts';

test('lines are number, space, prefix and value', () => {
  const listing = new ScanListing('77-');
  listing.line(1, 0);
  listing.line(10, 99);
  listing.line(4_294_967_295, 9_007_199_254_740_991);
  equal(listing.take().toString(), '1 77-0\r\n10 77-99\r\n4294967295 77-9007199254740991\r\n');
  equal(listing.take().length, 0);
});

test('what was taken stays as it is, and a line fits until the listing says it is full', () => {
  const listing = new ScanListing('', 20);
  let lines = 0;
  for (; !listing.isFull; lines += 1) listing.line(9_007_199_254_740_991, 9_007_199_254_740_991);
  const taken = listing.take();
  equal(taken.toString(), '9007199254740991 9007199254740991\r\n'.repeat(lines));
  listing.line(1, 2);
  equal(taken.subarray(0, 16).toString(), '9007199254740991');
});
