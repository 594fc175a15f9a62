import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import { automationMigrations } from '../../domain/automation/automation-migrations.ts';
import { createSentNotices } from '../../domain/automation/sent-notices.ts';
import { credentialMigrations } from '../../domain/credentials/credential-migrations.ts';
import { openCredentials } from '../../domain/credentials/open-credentials.ts';
import { createPerson, openExampleDirectory } from '../../domain/directory/example-directory.fixture.ts';
import { directoryMigrations } from '../../domain/directory/directory-migrations.ts';
import { memoryScope } from '../../domain/directory/memory-scope.fixture.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { GuessLimit } from './guess-limit.ts';
import { OneTimeCredentials } from './one-time-credentials.ts';
import { Tickets } from './tickets.ts';
import { TotpFactors } from './totp-factors.ts';
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

test('who signed in with a code while the clock was ahead is not kept out when it is set right', async () => {
  const clock = new ManualClock();
  const scope = memoryScope(directoryMigrations, credentialMigrations);
  const { guid } = await createPerson(await openExampleDirectory(scope, clock), 'one');
  const factors = new TotpFactors(await openCredentials({ scope }), clock);
  const from = { remoteAddress: '192.0.2.1', client: null };
  const { ticket, secret } = factors.begin(guid, 'one', 'Relais');
  const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() });
  await factors.confirm(guid, ticket, code(), 'phone');
  clock.set(year);
  const ahead = code();
  assert.equal(await factors.check(guid, ahead, from), true);
  clock.set(-year);
  assert.equal(await factors.check(guid, code(), from), true);
  assert.equal(await factors.check(guid, code(), from), false, 'good once');
  clock.set(year);
  assert.equal(await factors.check(guid, ahead, from), false, 'also when that time comes');
  clock.advance(60_000);
  assert.equal(await factors.check(guid, code(), from), true);
});

test('who was told of an absence while the clock was ahead is told again when it was set right, and then once a day', async () => {
  const clock = new ManualClock();
  const notices = createSentNotices({ scope: memoryScope(automationMigrations), clock });
  const day = 86_400_000;
  const claim = () => notices.claim('box', 'automatic-reply', 'a@x.test', day);
  clock.set(year);
  assert.equal(await claim(), true);
  clock.set(-year);
  assert.deepEqual([await claim(), await claim()], [true, false]);
  // Back by an hour: told once all the same.
  clock.set(-3_600_000);
  assert.equal(await claim(), false);
  clock.advance(day + 3_600_000);
  assert.equal(await claim(), true);
});
