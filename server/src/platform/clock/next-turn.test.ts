import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTurn } from './next-turn.ts';

test('long works take turns, one in a turn of the loop, and sockets and timers come in between', async () => {
  const order: string[] = [];
  const work = async (name: string): Promise<void> => {
    for (let piece = 1; piece <= 3; piece += 1) {
      await nextTurn();
      order.push(`${name}${piece}`);
    }
  };
  let isOver = false;
  const turns = (async () => {
    while (!isOver) {
      order.push('|');
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await Promise.all([work('a'), work('b')]);
  isOver = true;
  await turns;
  const works = order.filter((entry) => entry !== '|');
  assert.deepEqual(works, ['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
  assert.doesNotMatch(order.join(''), /[ab]\d[ab]\d/, 'two pieces ran in one turn');
});
