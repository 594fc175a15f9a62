import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { ListingPace } from './listing-pace.ts';

test('a long listing is made again after nine times its length, once, however often it was asked for', () => {
  const clock = new ManualClock();
  let called = 0;
  const pace = new ListingPace(clock, () => called++);
  assert.equal(pace.begin(), true);
  clock.advance(200);
  pace.ended();
  for (let asked = 0; asked < 5; asked++) assert.equal(pace.begin(), false);
  clock.advance(1_799);
  assert.equal(called, 0);
  assert.equal(pace.begin(), false);
  clock.advance(1);
  assert.equal(called, 1);
  assert.equal(pace.begin(), true);
  pace.ended();
  clock.advance(10_000);
  assert.equal(called, 1);
});

test('whoever lists all the time does so for a tenth of it', () => {
  const clock = new ManualClock();
  const pace = new ListingPace(clock, () => {});
  let listed = 0;
  for (let millisecond = 0; millisecond < 100_000; ) {
    const before = clock.now();
    if (pace.begin()) {
      clock.advance(250);
      listed += 250;
      pace.ended();
    } else clock.advance(1);
    millisecond += clock.now() - before;
  }
  assert.equal(listed, 10_000);
});

test('a short listing is made at once, and nothing is called that nobody asked for', () => {
  const clock = new ManualClock();
  let called = 0;
  const pace = new ListingPace(clock, () => called++);
  for (let time = 0; time < 3; time++) {
    assert.equal(pace.begin(), true);
    clock.advance(19);
    pace.ended();
  }
  assert.equal(pace.begin(), true);
  clock.advance(100);
  pace.ended();
  clock.advance(10_000);
  assert.equal(called, 0);
  assert.equal(pace.begin(), true);
});
