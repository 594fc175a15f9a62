import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChangePusher } from './change-pusher.ts';

test('what is announced during a push is sent by the next, however much it is', async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const pusher = new ChangePusher({
    push: () => {
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      return gate.promise;
    },
    failedToPush: () => {},
  });
  pusher.announce();
  assert.equal(gates.length, 0);
  pusher.start(true);
  assert.equal(gates.length, 1);
  for (let i = 0; i < 100; i++) pusher.announce();
  assert.equal(gates.length, 1);
  gates[0]?.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(gates.length, 2);
  const stopped = pusher.stop();
  pusher.announce();
  gates[1]?.resolve();
  await stopped;
  assert.equal(gates.length, 2);
});

test('an error is told to the session and ends no process', async () => {
  const errors: unknown[] = [];
  const pusher = new ChangePusher({
    push: () => Promise.reject(new Error('gone')),
    failedToPush: (error) => void errors.push(error),
  });
  pusher.start(false);
  pusher.announce();
  await pusher.stop();
  assert.equal(errors.length, 1);
});
