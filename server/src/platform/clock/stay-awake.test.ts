import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StayAwake } from './stay-awake.ts';

/** A loop under a clock of its own; `ask` is an asking so many milliseconds after the answer before it, answered at once. */
function loopOf(processors: number) {
  let time = 1_000;
  const loop = new StayAwake(() => time, processors);
  return {
    loop,
    pass: (ms: number) => void (time += ms),
    ask(afterMs: number) {
      time += afterMs;
      loop.asked();
      loop.answered();
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The clock stands meanwhile: the next turn ends it, or none does. */
async function untilAsleep(loop: StayAwake): Promise<void> {
  await turn();
  assert.equal(loop.isAwake, false);
}

test('the loop stays awake for a client that asks again at once, until it does not', async () => {
  const { loop, ask, pass } = loopOf(2);
  // The first has no answer before it; four that come at once after one are needed.
  for (let asking = 0; asking < 4; asking += 1) ask(0.05);
  assert.equal(loop.isAwake, false);
  ask(0.05);
  assert.equal(loop.isAwake, true);
  await turn();
  assert.equal(loop.isAwake, true);
  pass(0.5);
  await untilAsleep(loop);
  ask(0.05);
  assert.equal(loop.isAwake, false, 'the one that was late counts');
});

test('clients that take their time never keep the loop awake', () => {
  const { loop, ask } = loopOf(2);
  for (let asking = 0; asking < 100; asking += 1) ask(asking % 2 === 0 ? 0.05 : 5);
  assert.equal(loop.isAwake, false);
});

test('what comes before an answer, such as the rest of a literal, counts neither way', async () => {
  const { loop, ask, pass } = loopOf(2);
  for (let asking = 0; asking < 100; asking += 1) loop.asked();
  assert.equal(loop.isAwake, false);
  for (let asking = 0; asking < 6; asking += 1) {
    ask(0.05);
    loop.asked();
  }
  assert.equal(loop.isAwake, true);
  pass(1.1);
  await untilAsleep(loop);
});

test('a single processor is left to the client', () => {
  const { loop, ask } = loopOf(1);
  for (let asking = 0; asking < 100; asking += 1) ask(0.05);
  assert.equal(loop.isAwake, false);
});

test('while the answer is being worked on the loop stays awake longer than after it', async () => {
  const { loop, ask, pass } = loopOf(2);
  for (let asking = 0; asking < 6; asking += 1) ask(0.05);
  loop.asked();
  pass(0.8);
  await turn();
  assert.equal(loop.isAwake, true);
  pass(0.3);
  await untilAsleep(loop);
});
