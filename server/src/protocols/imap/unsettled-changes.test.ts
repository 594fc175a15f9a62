import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { UnsettledChanges } from './unsettled-changes.ts';

test('nothing has settled before every change is durable', async () => {
  const changes = new UnsettledChanges();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  changes.add(first.promise);
  changes.add(second.promise);
  let isSettled = false;
  const settled = changes.settle().then(() => {
    isSettled = true;
  });
  second.resolve();
  await second.promise;
  // Whatever the second could have settled has been by the loop's next turn.
  await turn();
  assert.equal(isSettled, false);
  assert.ok(changes.any);
  first.resolve();
  await settled;
  assert.ok(!changes.any);
});

test('a change that was not kept fails whoever waits for it, now and later', async () => {
  const changes = new UnsettledChanges();
  const lost = Promise.reject(new Error('the disk is gone'));
  lost.catch(() => undefined);
  changes.add(lost);
  await assert.rejects(changes.settle(), /the disk is gone/);
  await assert.rejects(changes.settle(), /the disk is gone/);
});
