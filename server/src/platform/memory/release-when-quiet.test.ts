import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { type TestContext, test } from 'node:test';
import { getHeapSpaceStatistics } from 'node:v8';
import { releaseMemoryWhenQuiet } from './release-when-quiet.ts';

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;

test('young objects are collected when the server has become quiet, and only if there is much of them', (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let utilization = 0.9;
  t.mock.method(performance, 'eventLoopUtilization', () => ({ utilization, idle: 0, active: 0 }));
  let collected = 0;
  const stop = releaseMemoryWhenQuiet(() => void collected++);
  let kept: unknown[] = [];
  for (let i = 0; youngBytes() <= 8 * 1024 * 1024; i++) {
    kept.push({ i, also: [i] });
    if (kept.length > 50_000) kept = [];
  }
  t.mock.timers.tick(4_000);
  assert.equal(collected, 0);
  utilization = 0.01;
  t.mock.timers.tick(4_000);
  assert.equal(collected, 1);
  stop();
  t.mock.timers.tick(8_000);
  assert.equal(collected, 1);
});
