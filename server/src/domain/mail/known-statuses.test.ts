import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../platform/log/silent-log.ts';
import type { Scope, WrittenAhead } from '../../storage/sql-engine.ts';
import { RefusingScope } from './account-context.ts';
import { KnownStatuses } from './known-statuses.ts';

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

test('what was read is known until a change of the folder is durable, of which it may be told what it is since', async () => {
  const { scope } = scopeInHand();
  const statuses = new KnownStatuses(scope, true);
  statuses.note(5, status, scope.settledWrites);
  statuses.note(6, status, scope.settledWrites);
  assert.equal(statuses.of(5), status);
  const since = { ...status, highestModSeq: 8 };
  statuses.changed(5, since);
  assert.equal(statuses.of(5), since);
  statuses.changed(5, null);
  assert.equal(statuses.of(5), undefined);
  assert.equal(statuses.of(6), status, 'another folder is as it was');
  statuses.forget();
  assert.equal(statuses.of(6), undefined);
});

test('nothing is kept of a reading during which somebody wrote', async () => {
  const { scope, written } = scopeInHand();
  const statuses = new KnownStatuses(scope, true);
  const before = scope.settledWrites;
  const writing = scope.write(async () => {});
  assert.equal(scope.settledWrites, null);
  statuses.note(5, status, scope.settledWrites);
  assert.equal(statuses.of(5), undefined, 'what is read beside a writer is of before or after it');
  written.resolve();
  await writing;
  statuses.note(5, status, before);
  assert.equal(statuses.of(5), undefined, 'the write may have changed it');
  statuses.note(5, status, scope.settledWrites);
  assert.equal(statuses.of(5), status);
});

test('a write that is ahead of its sync is under way until it is durable; one that fails has everything read anew', async () => {
  for (const outcome of ['durable', 'failed'] as const) {
    const { scope, written, durable } = scopeInHand();
    const statuses = new KnownStatuses(scope, true);
    statuses.note(5, status, scope.settledWrites);
    const ahead = scope.writeAhead(async () => {});
    written.resolve();
    const { durable: known } = await ahead;
    assert.equal(scope.settledWrites, null);
    assert.equal(statuses.of(5), status, 'what is not durable has not happened');
    if (outcome === 'durable') durable.resolve();
    else durable.reject(new Error('the disk is gone'));
    await known.catch(() => {});
    assert.equal(scope.settledWrites, 1);
    assert.equal(statuses.of(5), outcome === 'durable' ? status : undefined);
  }
});

test('a write that is refused is over, and has everything read anew', async () => {
  const { scope, written } = scopeInHand();
  const statuses = new KnownStatuses(scope, true);
  statuses.note(5, status, scope.settledWrites);
  const [writing, ahead] = [scope.write(async () => {}), scope.writeAhead(async () => {})];
  written.reject(new Error('the disk is full'));
  await assert.rejects(writing);
  await assert.rejects(ahead);
  assert.equal(scope.settledWrites, 2);
  assert.equal(statuses.of(5), undefined);
});

test('nothing is known of an account that was deleted, nor of tables that others write into', () => {
  const { scope } = scopeInHand();
  const statuses = new KnownStatuses(scope, true);
  statuses.note(5, status, scope.settledWrites);
  scope.shut();
  assert.equal(statuses.of(5), undefined);
  const shared = scopeInHand().scope;
  const ofOthers = new KnownStatuses(shared, false);
  ofOthers.note(5, status, shared.settledWrites);
  ofOthers.changed(6, status);
  assert.equal(ofOthers.of(5), undefined);
  assert.equal(ofOthers.of(6), undefined);
});
