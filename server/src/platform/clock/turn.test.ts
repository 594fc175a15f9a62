import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTurnOld, nextTurn, turnAge } from './turn.ts';

function work(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** The order in which works of three pieces each ran; `|` is the loop looking at sockets and timers. */
async function orderOf(pieceMs: number): Promise<string> {
  const order: string[] = [];
  const pieces = async (name: string): Promise<void> => {
    for (let piece = 1; piece <= 3; piece += 1) {
      await nextTurn();
      order.push(`${name}${piece}`);
      work(pieceMs);
    }
  };
  let isOver = false;
  const turns = (async () => {
    while (!isOver) {
      order.push('|');
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await Promise.all([pieces('a'), pieces('b')]);
  isOver = true;
  await turns;
  return order.join('');
}

test('long works take turns, one in a turn of the loop, and sockets and timers come in between', async () => {
  const order = await orderOf(6);
  assert.equal(order.replaceAll('|', ''), 'a1b1a2b2a3b3');
  assert.doesNotMatch(order, /[ab]\d[ab]\d/, 'two pieces ran in one turn');
});

test('short works take turns too', async () => {
  const order = await orderOf(0);
  assert.equal(order.replaceAll('|', ''), 'a1b1a2b2a3b3');
  assert.doesNotMatch(order, /(.)\d\1\d/, 'a work came twice in one turn');
});

test('a turn of the event loop grows old with all work that is done in it, and the next is young again', async () => {
  await nextTurn();
  const before = turnAge();
  work(20);
  // Awaiting what is ready already is no new turn.
  await Promise.resolve();
  assert.ok(turnAge() >= before + 19);
  assert.equal(isTurnOld(), true);
  const worked = performance.now();
  await nextTurn();
  assert.ok(turnAge() <= performance.now() - worked);
});

test('whoever waited finds the turn young, also when sockets have kept the loop busy meanwhile', async () => {
  for (let round = 0; round < 3; round += 1) {
    const turn = nextTurn();
    await new Promise((resolve) => setTimeout(resolve));
    turnAge();
    work(10);
    const worked = performance.now();
    const again = nextTurn();
    await turn;
    await again;
    assert.ok(turnAge() <= performance.now() - worked);
  }
});
