import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PushStates, States } from './push-states.ts';
import { watchStates } from './watch-states.ts';

/** An account whose Email state is set by hand, and looks that are answered by hand. */
class HandStates implements PushStates {
  readonly listeners = new Set<() => void>();
  state = 'a';
  readonly looks: PromiseWithResolvers<States>[] = [];
  #asked = Promise.withResolvers<void>();

  current(): Promise<States> {
    const look = Promise.withResolvers<States>();
    this.looks.push(look);
    this.#asked.resolve();
    return look.promise;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  change(state: string): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }

  /** Waits for the next look, and gives it the state of now; `late` runs before it is answered. */
  async answer(late: () => void = () => {}): Promise<void> {
    while (this.looks.length === 0) {
      await this.#asked.promise;
      this.#asked = Promise.withResolvers();
    }
    const seen = { account: { Email: this.state } };
    late();
    this.looks.shift()?.resolve(seen);
  }
}

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
