import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spareBuffers } from './spare-buffers.ts';

test('what is given back is taken again, and nobody has the same bytes at the same time', () => {
  const first = spareBuffers.take(100_000) as Buffer;
  const second = spareBuffers.take(100_000) as Buffer;
  assert.ok(first.length >= 100_000);
  assert.notEqual(first.buffer, second.buffer);
  spareBuffers.giveBack(first.subarray(0, 10));
  assert.equal(spareBuffers.take(10)?.buffer, first.buffer);
});

test('only buffers that were taken here are lent to others', () => {
  while (spareBuffers.take(1) !== undefined);
  spareBuffers.giveBack(Buffer.alloc(160 * 1024));
  assert.equal(spareBuffers.take(1), undefined);
});

test('an answer that is too long, and a short one when there is no spare, get memory of their own', () => {
  while (spareBuffers.take(1) !== undefined);
  assert.equal(spareBuffers.take(1_000), undefined);
  assert.equal(spareBuffers.take(1_000_000), undefined);
});
