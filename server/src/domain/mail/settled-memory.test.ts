import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../platform/log/silent-log.ts';
import type { Scope, WrittenAhead } from '../../storage/sql-engine.ts';
import { RefusingScope } from './account-context.ts';
import { SettledMemory } from './settled-memory.ts';

const status = {
  uidValidity: 1,
  uidNext: 4,
  highestModSeq: 7,
  messages: 3,
  unseen: 0,
  deleted: 0,
  sizeBytes: 30,
  firstRecentUid: 1,
};

/** A scope whose writes are over, and durable, when the test says so. */
function scopeInHand() {
  const written = Promise.withResolvers<void>();
  const durable = Promise.withResolvers<void>();
  const inner = {
    read: () => Promise.reject(new Error('nothing is read here')),
    write: async () => await written.promise,
    writeAhead: async (): Promise<WrittenAhead<undefined>> => {
      await written.promise;
      return { result: undefined, durable: durable.promise };
    },
  } as unknown as Scope;
  return { scope: new RefusingScope(inner, silentLog), written, durable };
}

test('a status is known until somebody begins to write, and not before the writing is over', async () => {
  const { scope, written } = scopeInHand();
  const statuses = new SettledMemory<number, typeof status>(scope, true);
  statuses.note(5, status, scope.settledWrites);
  assert.equal(statuses.of(5), status);
  assert.equal(statuses.of(6), undefined);
  const writing = scope.write(async () => {});
  assert.equal(statuses.of(5), undefined);
  assert.equal(scope.settledWrites, null);
  statuses.note(5, status, scope.settledWrites);
  assert.equal(statuses.of(5), undefined, 'what is read beside a writer is of before or after it');
  written.resolve();
  await writing;
  assert.equal(statuses.of(5), undefined, 'the write may have changed it');
  statuses.note(5, status, scope.settledWrites);
  assert.equal(statuses.of(5), status);
});

test('a write that is ahead of its sync is under way until it is durable, or has failed', async () => {
  for (const outcome of ['durable', 'failed'] as const) {
    const { scope, written, durable } = scopeInHand();
    const ahead = scope.writeAhead(async () => {});
    written.resolve();
    const { durable: known } = await ahead;
    assert.equal(scope.settledWrites, null);
    if (outcome === 'durable') durable.resolve();
    else durable.reject(new Error('the disk is gone'));
    await known.catch(() => {});
    assert.equal(scope.settledWrites, 1);
  }
});

test('a write that is refused is over', async () => {
  const { scope, written } = scopeInHand();
  const [writing, ahead] = [scope.write(async () => {}), scope.writeAhead(async () => {})];
  written.reject(new Error('the disk is full'));
  await assert.rejects(writing);
  await assert.rejects(ahead);
  assert.equal(scope.settledWrites, 2);
});

test('nothing is kept of a reading during which somebody wrote, nor of an account that was deleted', async () => {
  const { scope, written } = scopeInHand();
  const statuses = new SettledMemory<number, typeof status>(scope, true);
  const before = scope.settledWrites;
  const writing = scope.write(async () => {});
  written.resolve();
  await writing;
  statuses.note(5, status, before);
  assert.equal(statuses.of(5), undefined);
  statuses.note(5, status, scope.settledWrites);
  assert.equal(statuses.of(5), status);
  scope.shut();
  assert.equal(statuses.of(5), undefined);
});

test('where other processes write too nothing is kept', () => {
  const { scope } = scopeInHand();
  const statuses = new SettledMemory<number, typeof status>(scope, false);
  statuses.note(5, status, scope.settledWrites);
  assert.equal(statuses.of(5), undefined);
});

test('recalling reads once while nobody writes, and once more after each write', async () => {
  const { scope, written } = scopeInHand();
  const lists = new SettledMemory<'all', readonly string[]>(scope, true);
  let reads = 0;
  const read = async (): Promise<readonly string[]> => [`list ${(reads += 1)}`];
  assert.deepEqual(await lists.recall('all', read), ['list 1']);
  assert.deepEqual(await lists.recall('all', read), ['list 1']);
  const writing = scope.write(async () => {});
  assert.deepEqual(await lists.recall('all', read), ['list 2']);
  assert.deepEqual(await lists.recall('all', read), ['list 3'], 'nothing is kept beside a writer');
  written.resolve();
  await writing;
  assert.deepEqual(await lists.recall('all', read), ['list 4']);
  assert.deepEqual(await lists.recall('all', read), ['list 4']);
});
