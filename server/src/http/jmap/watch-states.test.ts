import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HandStates } from './fixtures/hand-states.ts';
import type { States } from './push-states.ts';
import { watchStates } from './watch-states.ts';

interface Watched {
  readonly states: HandStates;
  readonly told: AsyncIterator<States>;
  readonly failed: Promise<unknown>;
}

async function watched(
  late?: (states: HandStates) => void,
): Promise<Watched & { readonly watch: Awaited<ReturnType<typeof watchStates>> }> {
  const states = new HandStates();
  const failed = Promise.withResolvers<unknown>();
  let wake = Promise.withResolvers<void>();
  const changes: States[] = [];
  const told = (async function* () {
    for (;;) {
      for (let one = changes.shift(); one !== undefined; one = changes.shift()) yield one;
      await wake.promise;
      wake = Promise.withResolvers();
    }
  })();
  const watching = watchStates(states, null, {
    onChanged: (changed) => {
      changes.push(changed);
      wake.resolve();
    },
    onFailed: failed.resolve,
  });
  await states.answer(() => late?.(states));
  return { states, told, failed: failed.promise, watch: await watching };
}

test('changes are told one after the other, each once', async () => {
  const { states, told, watch } = await watched();
  assert.deepEqual(watch.first, { account: { Email: 'a' } });
  states.change('b');
  states.change('c');
  await states.answer();
  assert.deepEqual((await told.next()).value, { account: { Email: 'c' } });
  states.change('d');
  await states.answer();
  assert.deepEqual((await told.next()).value, { account: { Email: 'd' } });
  watch.stop();
  assert.equal(states.listeners.size, 0);
});

test('what changes while the states are read is told afterwards', async () => {
  const { states, told, watch } = await watched((early) => early.change('b'));
  assert.deepEqual(watch.first, { account: { Email: 'a' } });
  await states.answer(() => states.change('c'));
  assert.deepEqual((await told.next()).value, { account: { Email: 'b' } });
  await states.answer();
  assert.deepEqual((await told.next()).value, { account: { Email: 'c' } });
  watch.stop();
});

test('states that cannot be read end the watch: nothing is listened to any more', async () => {
  const { states, failed } = await watched();
  states.change('b');
  await states.answer(() => states.looks[0]?.reject(new Error('the store is gone')));
  assert.equal(((await failed) as Error).message, 'the store is gone');
  assert.equal(states.listeners.size, 0);

  const never = new HandStates();
  const watching = watchStates(never, null, { onChanged: () => {}, onFailed: () => {} });
  never.looks[0]?.reject(new Error('the store is gone'));
  await assert.rejects(watching, /the store is gone/);
  assert.equal(never.listeners.size, 0);
});
