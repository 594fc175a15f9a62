import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../platform/clock/manual-clock.ts';
import { silentLog } from '../platform/log/silent-log.ts';
import { RefusedWrites } from './refused-writes.ts';
import { StorageError } from './storage-error.ts';

const full = new Error('The mailbox cannot be written', { cause: new StorageError('storage-full', 'No space') });
const away = new StorageError('storage-unavailable', 'away');

test('what the store refuses to write is known for two minutes after the last time', () => {
  const clock = new ManualClock();
  const refused = new RefusedWrites(clock, false);
  const log = refused.watch(silentLog).with({ mailbox: 'anna' });
  log.error('delivery-failed', new Error('a bug'));
  assert.equal(refused.current(), null);
  log.error('delivery-failed', full);
  clock.advance(119_999);
  assert.equal(refused.current(), 'no-space');
  log.error('delivery-failed', new StorageError('storage-read-only', 'EROFS'));
  clock.set(365 * 86_400_000);
  clock.advance(119_999);
  assert.equal(refused.current(), 'read-only');
  clock.advance(1);
  assert.equal(refused.current(), null);
});

test('an outage of a database is told as one; a file that fails is the store’s own', () => {
  const clock = new ManualClock();
  const [files, database] = [new RefusedWrites(clock, false), new RefusedWrites(clock, true)];
  for (const refused of [files, database]) refused.watch(silentLog).error('delivery-failed', away);
  assert.equal(files.current(), 'failed');
  assert.equal(database.current(), null);
});
