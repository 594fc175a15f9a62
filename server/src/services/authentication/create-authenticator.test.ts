import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import type { Authenticator, SignInResult } from './authenticator.ts';
import { type AuthenticationLimits, createAuthenticator } from './create-authenticator.ts';
import { sourceOf } from './known-addresses.ts';
import { hashPassword } from './password-hashing.ts';

let anna: string;
before(async () => {
  anna = await hashPassword('correct horse');
});

/** The two questions that signing in asks of a directory, over one person. */
function people(change: Partial<Mailbox> = {}): { directory: Directory; setHash(phc: string | null): void } {
  let phc: string | null = anna;
  const mailbox = {
    guid: 'g1',
    enabled: true,
    imapEnabled: true,
    popEnabled: true,
    smtpAuthEnabled: true,
    owaEnabled: true,
    ...change,
  } as Mailbox;
  const directory = {
    organizationName: 'Example',
    acceptedDomains: () => [],
    findLogin: (name: string) => (name.toLowerCase() === 'anna' ? mailbox : null),
    passwordHash: async () => phc,
  } as Partial<Directory> as Directory;
  return { directory, setHash: (next) => void (phc = next) };
}

function authenticator(
  directory: Directory,
  limits: Partial<AuthenticationLimits> = {},
  clock = new ManualClock(),
): Authenticator {
  return createAuthenticator({ directory, clock, log: silentLog, limits });
}

const attempt = (
  auth: Authenticator,
  password: string,
  userName = 'anna',
  remoteAddress = '192.0.2.1',
): Promise<SignInResult> => auth.signIn({ userName, password, door: 'imap', remoteAddress });

test('a right password signs in, a wrong one and an unknown user get the same answer', async () => {
  const auth = authenticator(people().directory);
  assert.equal((await attempt(auth, 'correct horse')).kind, 'signed-in');
  assert.deepEqual(await attempt(auth, 'wrong'), { kind: 'bad-credentials' });
  assert.deepEqual(await attempt(auth, 'correct horse', 'nobody'), { kind: 'bad-credentials' });
  assert.deepEqual(await attempt(auth, 'x'.repeat(5000)), { kind: 'bad-credentials' });
});

test('a mailbox without a password cannot sign in', async () => {
  const { directory, setHash } = people();
  setHash(null);
  assert.deepEqual(await attempt(authenticator(directory), ''), { kind: 'bad-credentials' });
});

test('closed doors and disabled accounts are told only to who knows the password', async () => {
  const closed = authenticator(people({ imapEnabled: false }).directory);
  assert.equal((await attempt(closed, 'correct horse')).kind, 'protocol-disabled');
  assert.equal((await attempt(closed, 'wrong')).kind, 'bad-credentials');
  assert.equal(
    (await attempt(authenticator(people({ enabled: false }).directory), 'correct horse')).kind,
    'account-disabled',
  );
});

test('a changed password counts at once, though the old one was verified a moment ago', async () => {
  const { directory, setHash } = people();
  const auth = authenticator(directory);
  await attempt(auth, 'correct horse');
  setHash(await auth.hashPassword('battery staple'));
  assert.equal((await attempt(auth, 'correct horse')).kind, 'bad-credentials');
  assert.equal((await attempt(auth, 'battery staple')).kind, 'signed-in');
});

test('a password typed in decomposed form is the same password', async () => {
  const { directory, setHash } = people();
  const auth = authenticator(directory);
  setHash(await auth.hashPassword('café'));
  assert.equal((await attempt(auth, 'cafe\u0301')).kind, 'signed-in');
});

test('guesses at an account from strange addresses end; the owner’s address keeps its way in', async () => {
  const clock = new ManualClock();
  const auth = authenticator(people().directory, { forAccount: { most: 2, forgiveMs: 30_000 } }, clock);
  await attempt(auth, 'correct horse');
  for (let n = 0; n < 2; n += 1)
    assert.equal((await attempt(auth, `guess ${n}`, 'anna', `198.51.100.${n}`)).kind, 'bad-credentials');
  assert.deepEqual(await attempt(auth, 'correct horse', 'anna', '198.51.100.9'), {
    kind: 'throttled',
    retryAfterMs: 30_000,
  });
  assert.equal((await attempt(auth, 'correct horse')).kind, 'signed-in');
  clock.advance(30_000);
  assert.equal((await attempt(auth, 'correct horse', 'anna', '198.51.100.9')).kind, 'signed-in');
});

test('an address that guesses at many accounts is stopped, and unknown names are counted like known ones', async () => {
  const auth = authenticator(people().directory, { fromAddress: { most: 3, forgiveMs: 20_000 } });
  for (let n = 0; n < 3; n += 1) assert.equal((await attempt(auth, 'x', `user${n}`)).kind, 'bad-credentials');
  assert.equal((await attempt(auth, 'correct horse')).kind, 'throttled');
});

test('guesses at the same time learn no more than guesses in a row', async () => {
  const auth = authenticator(people().directory, { fromAddress: { most: 3, forgiveMs: 20_000 } });
  const results = await Promise.all(Array.from({ length: 10 }, (_, n) => attempt(auth, `guess ${n}`, `user${n}`)));
  assert.equal(results.filter(({ kind }) => kind === 'bad-credentials').length, 3);
  assert.equal(results.filter(({ kind }) => kind === 'throttled').length, 7);
});

test('right passwords at the same time wait for each other and all get in', async () => {
  const auth = authenticator(people().directory, {
    fromAddress: { most: 2, forgiveMs: 20_000 },
    forAccount: { most: 2, forgiveMs: 20_000 },
  });
  const results = await Promise.all(Array.from({ length: 8 }, () => attempt(auth, 'correct horse')));
  assert.ok(results.every(({ kind }) => kind === 'signed-in'));
});

test('an IPv6 subscriber is one source however the address is written', () => {
  assert.equal(sourceOf('2001:db8::1'), '2001:db8:0:0::/64');
  assert.equal(sourceOf('2001:0DB8:0:0:1:2:3:4'), '2001:db8:0:0::/64');
  assert.equal(sourceOf('192.0.2.1'), '192.0.2.1');
});
