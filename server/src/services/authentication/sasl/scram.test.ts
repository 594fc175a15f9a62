import assert from 'node:assert/strict';
import { createHash, pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { people } from '../identity.fixture.ts';
import { scramMechanisms } from './scram.ts';
import { hmac, type ScramKeys, scramIterations } from './scram-keys.ts';
import { readStoredPassword, writeStoredPassword } from './stored-password.ts';

/** The person of the example, of whom only the keys matter. */
const mailbox = { guid: 'user' } as Mailbox;

function keysOf(password: string, salt: Buffer, iterations: number): ScramKeys {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
  return { iterations, salt, storedKey, serverKey: hmac(salted, 'Server Key') };
}

function example(password: string) {
  const [, scram] = scramMechanisms({
    isEnabled: () => true,
    offersPlus: () => true,
    account: async (userName) => {
      assert.equal(userName, 'user');
      return { mailbox, keys: keysOf(password, Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'), 4096), isReal: true };
    },
    sameMailbox: () => true,
    newNonce: () => '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
    settle: async (_channel, _user, _account, isRight) =>
      isRight() ? { kind: 'signed-in', mailbox } : { kind: 'bad-credentials' },
  });
  const channel = {
    door: 'imap',
    remoteAddress: '',
    client: null,
    isSecure: false,
    channelBinding: () => null,
  } as const;
  return scram?.begin(channel);
}

const last =
  'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';

// The exchange of RFC 5802 §5 is the same one with SHA-1, which is not offered.
test('the exchange of RFC 7677 §3, letter by letter', async () => {
  const exchange = example('pencil');
  const said = async (text: string): Promise<unknown> => {
    const step = await exchange?.step(Buffer.from(text));
    return step?.kind === 'challenge' ? step.data.toString() : step?.kind;
  };
  assert.equal(
    await said('n,,n=user,r=rOprNGfwEbeRWgbNEkqO'),
    'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  );
  assert.equal(await said(last), 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  assert.equal(await said(''), 'done');
});

test('the same proof for another password is refused', async () => {
  const exchange = example('pencils');
  await exchange?.step(Buffer.from('n,,n=user,r=rOprNGfwEbeRWgbNEkqO'));
  assert.deepEqual(await exchange?.step(Buffer.from(last)), { kind: 'done', result: { kind: 'bad-credentials' } });
});

test('no more rounds are asked for than Cyrus SASL computes, and keys of more are made anew at the next password', async () => {
  assert.ok(scramIterations <= 0x1_0000);
  const { directory, anna, authenticator } = await people();
  const { phc } = readStoredPassword((await directory.passwordHash(anna.guid)) ?? '');
  const scram = keysOf('correct horse', Buffer.alloc(16), 100_000);
  await directory.setPasswordHash(anna.guid, writeStoredPassword({ phc, scram }));
  const attempt = { userName: 'anna', password: 'correct horse', door: 'imap', remoteAddress: '192.0.2.1' } as const;
  assert.equal((await authenticator.signIn(attempt)).kind, 'signed-in');
  const rounds = async (): Promise<number | undefined> =>
    readStoredPassword((await directory.passwordHash(anna.guid)) ?? '').scram?.iterations;
  // Made behind the sign-in, which does not wait for them.
  while ((await rounds()) === 100_000) await setImmediate();
  assert.equal(await rounds(), scramIterations);
});
