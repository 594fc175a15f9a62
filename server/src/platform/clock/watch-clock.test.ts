import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from './manual-clock.ts';
import { watchClock } from './watch-clock.ts';

test('a clock that is set is told of once, and by how much; one that goes on is not', () => {
  const clock = new ManualClock();
  const told: number[] = [];
  const stop = watchClock(clock, (byMs) => told.push(byMs));
  clock.advance(7_200_000);
  // What a time server corrects in passing.
  clock.set(-500);
  clock.advance(60_000);
  assert.deepEqual(told, []);
  clock.set(-3_600_000);
  clock.advance(3_600_000);
  assert.deepEqual(told, [-3_600_000]);
  clock.set(7_200_000);
  clock.advance(3_600_000);
  assert.deepEqual(told, [-3_600_000, 7_200_000]);
  stop();
  clock.set(-3_600_000);
  clock.advance(3_600_000);
  assert.equal(told.length, 2);
});

test('what passed since is the same whatever the clock was set to', () => {
  const clock = new ManualClock();
  clock.advance(1_000);
  const before = clock.elapsed();
  clock.set(-365 * 86_400_000);
  clock.advance(5_000);
  assert.equal(clock.elapsed() - before, 5_000);
});
