import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryDelayMs } from './retry-delay.ts';

const minutes = (attempts: number, random = 0.5): number => retryDelayMs(attempts, () => random) / 60_000;

test('the first attempts come soon, later ones every half an hour', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7, 8, 500].map((attempts) => minutes(attempts)),
    [1, 2, 5, 10, 15, 20, 30, 30, 30],
  );
});

test('what failed together does not come back together: 15 % sooner or later', () => {
  assert.deepEqual([minutes(4, 0), minutes(4, 1)], [8.5, 11.5]);
});

test('intervals of the Transport service count from the third attempt on, and bound the first two', () => {
  const intervals = { firstMs: 90_000, count: 4, thenMs: 3_600_000 };
  assert.deepEqual(
    [1, 2, 3, 4, 5, 50].map((attempts) => retryDelayMs(attempts, () => 0.5, intervals)),
    [60_000, 90_000, 90_000, 90_000, 3_600_000, 3_600_000],
  );
});
