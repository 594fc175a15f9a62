import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { type TestContext, test } from 'node:test';
import { releaseMemoryWhenQuiet } from './release-when-quiet.ts';

const lookMs = 4_000;
const mebibyte = 1024 * 1024;

/** A heap that is looked at, and how busy its server is. */
function watched(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const state = {
    utilization: 0.9,
    youngBytes: 64 * mebibyte,
    heapBytes: 60 * mebibyte,
    canCollect: true,
    done: [] as string[],
  };
  t.mock.method(performance, 'eventLoopUtilization', () => ({ ...state, idle: 0, active: 0 }));
  const stop = releaseMemoryWhenQuiet({
    get youngBytes() {
      return state.youngBytes;
    },
    get heapBytes() {
      return state.heapBytes;
    },
    young() {
      state.done.push('young');
      state.youngBytes = mebibyte;
    },
    async all() {
      state.done.push('all');
      return state.canCollect;
    },
  });
  return { state, stop, look: (times: number) => t.mock.timers.tick(times * lookMs) };
}

test('young objects are collected once a server has become quiet, and everything, once, when it stays so', (t) => {
  const { state, stop, look } = watched(t);
  look(3);
  assert.deepEqual(state.done, []);
  state.utilization = 0.01;
  look(1);
  assert.deepEqual(state.done, ['young']);
  look(3);
  assert.deepEqual(state.done, ['young']);
  look(1);
  assert.deepEqual(state.done, ['young', 'all']);
  look(100);
  assert.deepEqual(state.done, ['young', 'all']);
  state.youngBytes = 64 * mebibyte;
  stop();
  look(100);
  assert.deepEqual(state.done, ['young', 'all']);
});

test('pages are given back also when V8 itself has collected the young objects', (t) => {
  const { state, stop, look } = watched(t);
  look(1);
  state.youngBytes = mebibyte;
  state.utilization = 0.01;
  look(5);
  stop();
  assert.deepEqual(state.done, ['all']);
});

test('what could not be collected is tried again twenty seconds later', async (t) => {
  const { state, stop, look } = watched(t);
  state.utilization = 0.01;
  state.canCollect = false;
  look(5);
  assert.deepEqual(state.done, ['young', 'all']);
  await Promise.resolve();
  await Promise.resolve();
  state.canCollect = true;
  look(4);
  assert.deepEqual(state.done, ['young', 'all']);
  look(1);
  await Promise.resolve();
  await Promise.resolve();
  look(100);
  stop();
  assert.deepEqual(state.done, ['young', 'all', 'all']);
});

test('from a server that is busy again, everything is not collected', (t) => {
  const { state, stop, look } = watched(t);
  for (let turn = 0; turn < 5; turn++) {
    state.utilization = 0.01;
    look(4);
    state.utilization = 0.9;
    look(1);
  }
  stop();
  assert.deepEqual(state.done, ['young']);
});

test('a heap that has grown is collected when it is quiet, however large it is, and again when it has grown again', async (t) => {
  const { state, stop, look } = watched(t);
  const quiet = async () => {
    for (let times = 0; times < 10; times++) {
      look(1);
      await Promise.resolve();
      await Promise.resolve();
    }
  };
  state.utilization = 0.01;
  state.youngBytes = mebibyte;
  await quiet();
  assert.deepEqual(state.done, []);
  state.heapBytes = 400 * mebibyte;
  await quiet();
  // What the collection has left.
  assert.deepEqual(state.done, ['all']);
  await quiet();
  assert.deepEqual(state.done, ['all']);
  state.heapBytes = 440 * mebibyte;
  await quiet();
  stop();
  assert.deepEqual(state.done, ['all', 'all']);
});
