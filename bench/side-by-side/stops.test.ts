import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stops } from './stops.ts';

test('who asks while all is being ended waits for the same end', async () => {
  const ended: string[] = [];
  const stops = new Stops();
  const { promise, resolve } = Promise.withResolvers<void>();
  stops.add(async () => void ended.push('first'));
  stops.add(async () => {
    await promise;
    stops.add(async () => void ended.push('late'));
    ended.push('last');
  });
  const asked = [stops.all(), stops.all()].map((all) => all.then(() => ended.push('over')));
  await Promise.resolve();
  assert.deepEqual(ended, []);
  resolve();
  await Promise.all(asked);
  assert.deepEqual(ended, ['last', 'late', 'first', 'over', 'over']);
});

test('one that cannot be ended does not leave the others', async () => {
  const stops = new Stops();
  let isEnded = false;
  stops.add(async () => void (isEnded = true));
  stops.add(() => Promise.reject(new Error('it hangs')));
  await assert.rejects(stops.all(), /it hangs/);
  assert.ok(isEnded);
});
