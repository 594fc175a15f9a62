import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharedSyncs } from './shared-syncs.ts';

/** A disk that syncs when it is told to, and a clock that stands still. */
function watched() {
  const began: number[] = [];
  const ends = new Map<number, (error: Error | null) => void>();
  const told: string[] = [];
  let time = 0;
  const sync = sharedSyncs(
    (descriptor, done) => {
      began.push(descriptor);
      ends.set(descriptor, done);
    },
    () => time,
  );
  return {
    told,
    ask: (descriptor: number) => sync(descriptor, (error) => told.push(`${descriptor} ${error?.message ?? 'done'}`)),
    end: (descriptor: number, error: Error | null = null) => ends.get(descriptor)?.(error),
    pass: (ms: number) => void (time += ms),
    begun: () => began.splice(0),
  };
}

test('what is asked for while a job is on its way is the next job, and nobody is told before his own has ended', () => {
  const disk = watched();
  disk.ask(1);
  assert.deepEqual(disk.begun(), [1]);
  disk.ask(2);
  disk.ask(3);
  assert.deepEqual(disk.begun(), []);
  disk.end(1);
  assert.deepEqual(disk.told, ['1 done']);
  assert.deepEqual(disk.begun(), [2, 3]);
  disk.end(3);
  assert.deepEqual(disk.told, ['1 done']);
  disk.end(2);
  assert.deepEqual(disk.told, ['1 done', '2 done', '3 done']);
  disk.ask(1);
  assert.deepEqual(disk.begun(), [1]);
});

test('a sync that fails fails for its own file only', () => {
  const disk = watched();
  disk.ask(1);
  disk.ask(2);
  disk.ask(3);
  disk.end(1);
  disk.end(2, new Error('no space'));
  disk.end(3);
  assert.deepEqual(disk.told, ['1 done', '2 no space', '3 done']);
});

test('a slow job is not waited for, and its end begins nothing', () => {
  const disk = watched();
  disk.ask(1);
  disk.ask(2);
  disk.pass(6);
  disk.ask(3);
  assert.deepEqual(disk.begun(), [1, 2, 3]);
  disk.ask(4);
  disk.end(1);
  assert.deepEqual(disk.begun(), []);
  disk.end(2);
  disk.end(3);
  assert.deepEqual(disk.begun(), [4]);
  assert.deepEqual(disk.told, ['1 done', '2 done', '3 done']);
});

test('a slow job is not waited for either when nobody asks again', async () => {
  const disk = watched();
  disk.ask(1);
  disk.ask(2);
  assert.deepEqual(disk.begun(), [1]);
  let begun: number[] = [];
  while (begun.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
    begun = disk.begun();
  }
  assert.deepEqual(begun, [2]);
  disk.end(2);
  disk.end(1);
  assert.deepEqual(disk.told, ['2 done', '1 done']);
});
