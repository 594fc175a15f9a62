import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTurn } from './next-turn.ts';
import { turnAge } from './turn-age.ts';

test('a turn of the event loop grows old with all work that is done in it, and the next is young again', async () => {
  await nextTurn();
  assert.ok(turnAge() < 5);
  const until = performance.now() + 20;
  while (performance.now() < until);
  // Awaiting what is ready already is no new turn.
  await Promise.resolve();
  assert.ok(turnAge() >= 19);
  await nextTurn();
  assert.ok(turnAge() < 19);
});
