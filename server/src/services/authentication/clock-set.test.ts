import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { GuessLimit } from './guess-limit.ts';
import { OneTimeCredentials } from './one-time-credentials.ts';
import { Tickets } from './tickets.ts';
import { VerifiedPasswords } from './verified-passwords.ts';

// The clock of the machine is set: nobody is let in, or kept out, for longer or shorter than its time.

const year = 365 * 86_400_000;

for (const [word, byMs] of [
  ['back', -year],
  ['forward', year],
] as const) {
  test(`the clock set ${word} by a year: what is remembered of a sign-in ends after its time, and not before`, () => {
    const clock = new ManualClock();
    const verified = new VerifiedPasswords(clock, 1000);
    const tickets = new Tickets<string>(clock, 1000);
    const once = new OneTimeCredentials(clock);
    verified.add('alice', 'hash', 'secret');
    const ticket = tickets.issue('a', 'alice');
    const [early, late] = [once.issue('alice', 'imap', 1000), once.issue('alice', 'imap', 1000)];
    clock.set(byMs);
    assert.equal(verified.has('alice', 'hash', 'secret'), true);
    assert.equal(tickets.get(ticket), 'a');
    assert.equal(once.redeem('alice', 'imap', early.password), true);
    clock.advance(1000);
    assert.equal(verified.has('alice', 'hash', 'secret'), false);
    assert.equal(tickets.get(ticket), null);
    assert.equal(once.redeem('alice', 'imap', late.password), false);
  });

  test(`the clock set ${word} by a year: wrong guesses are forgiven at their pace`, () => {
    const clock = new ManualClock();
    const limit = new GuessLimit(clock, { most: 1, forgiveMs: 1000 });
    limit.begin('alice');
    limit.end('alice', true);
    clock.set(byMs);
    assert.equal(limit.blockedForMs('alice'), 1000);
    clock.advance(1000);
    assert.equal(limit.blockedForMs('alice'), 0);
  });
}
