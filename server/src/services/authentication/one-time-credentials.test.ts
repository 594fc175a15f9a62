import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { OneTimeCredentials } from './one-time-credentials.ts';

test('a one-time credential opens its own door once', () => {
  const credentials = new OneTimeCredentials(new ManualClock());
  const { password } = credentials.issue('kim', 'imap', 1000);
  assert.equal(credentials.redeem('kim', 'smtp', password), false);
  assert.equal(credentials.redeem('lee', 'imap', password), false);
  assert.equal(credentials.redeem('kim', 'imap', password), true);
  assert.equal(credentials.redeem('kim', 'imap', password), false);
});

test('a one-time credential ends with its time and with its revocation', () => {
  const clock = new ManualClock();
  const credentials = new OneTimeCredentials(clock);
  const late = credentials.issue('kim', 'imap', 1000);
  const revoked = credentials.issue('kim', 'imap', 1000);
  revoked.revoke();
  assert.equal(credentials.redeem('kim', 'imap', revoked.password), false);
  clock.advance(1000);
  assert.equal(credentials.redeem('kim', 'imap', late.password), false);
});
