import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { GivingWay } from './giving-way.ts';

/** How many pauses are made between two slices while the event loop is so busy with others. */
async function pausesWhen(t: TestContext, utilization: number): Promise<number> {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.mock.method(performance as { eventLoopUtilization(): unknown }, 'eventLoopUtilization', () => ({ utilization }));
  const work = new GivingWay();
  const began = performance.now();
  while (performance.now() - began < 4);
  let isOver = false;
  const resting = work.rest().then(() => (isOver = true));
  let pauses = 0;
  for (; !isOver; pauses++) {
    assert.ok(pauses < 1_000);
    t.mock.timers.tick(4);
    await turn();
  }
  await resting;
  return pauses;
}

test('work that nobody waits for goes on after a pause when nobody else is at work', async (t) => {
  assert.equal(await pausesWhen(t, 0.1), 1);
});

test('it waits while others are at work, and comes to its end all the same', async (t) => {
  assert.equal(await pausesWhen(t, 0.9), 14);
});
