import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedReads } from './shared-reads.ts';

test('those who ask together share one reading; a change in between makes another', async () => {
  const reads = new SharedReads<number>();
  let begun = 0;
  const open: (() => void)[] = [];
  const work = (): Promise<number> => {
    begun++;
    return new Promise((resolve) => open.push(() => resolve(begun)));
  };
  const first = [reads.read('a', work), reads.read('a', work)];
  const other = reads.read('b', work);
  assert.equal(begun, 2);
  reads.outdate();
  const later = reads.read('a', work);
  assert.equal(begun, 3);
  for (const end of open) end();
  await Promise.all([...first, other, later]);
  const afterwards = reads.read('a', work);
  assert.equal(begun, 4, 'what has ended is not given again');
  open.at(-1)?.();
  await afterwards;
});

test('a reading that fails fails for all who shared it, and the next begins anew', async () => {
  const reads = new SharedReads<number>();
  const fail = () => Promise.reject(new Error('no'));
  const both = [reads.read('a', fail), reads.read('a', fail)];
  for (const each of both) await assert.rejects(each, /no/);
  assert.equal(await reads.read('a', async () => 7), 7);
});
