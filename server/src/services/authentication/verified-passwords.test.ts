import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { VerifiedPasswords } from './verified-passwords.ts';

test('a verified password is known for its time, for its account and with its hash alone', () => {
  const clock = new ManualClock(0);
  const verified = new VerifiedPasswords(clock, 1000);
  verified.add('alice', 'hash', 'secret');
  assert.ok(verified.has('alice', 'hash', 'secret'));
  assert.ok(!verified.has('bob', 'hash', 'secret'));
  assert.ok(!verified.has('alice', 'the hash of a changed password', 'secret'));
  assert.ok(!verified.has('alice', 'hash', 'Secret'));
  clock.advance(999);
  assert.ok(verified.has('alice', 'hash', 'secret'));
  clock.advance(1);
  assert.ok(!verified.has('alice', 'hash', 'secret'));
});

test('being asked for does not lengthen its time, being verified anew does', () => {
  const clock = new ManualClock(0);
  const verified = new VerifiedPasswords(clock, 1000);
  verified.add('alice', 'hash', 'secret');
  clock.advance(600);
  assert.ok(verified.has('alice', 'hash', 'secret'));
  clock.advance(600);
  assert.ok(!verified.has('alice', 'hash', 'secret'));
  verified.add('alice', 'hash', 'secret');
  clock.advance(600);
  verified.add('alice', 'hash', 'secret');
  clock.advance(600);
  assert.ok(verified.has('alice', 'hash', 'secret'));
});

test('of more than are kept the one that ends first is given up', () => {
  const verified = new VerifiedPasswords(new ManualClock(0), 1000, 2);
  for (const account of ['one', 'two', 'one', 'three']) verified.add(account, 'hash', 'secret');
  assert.deepEqual(
    ['one', 'two', 'three'].map((account) => verified.has(account, 'hash', 'secret')),
    [true, false, true],
  );
});
