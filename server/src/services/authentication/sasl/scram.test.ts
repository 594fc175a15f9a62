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

test('who exists is not told by the salts of a name in several spellings, nor by when guesses at it end', async () => {
  const { directory, anna, authenticator } = await people();
  await directory.setPasswordHash(anna.guid, await authenticator.hashPassword('correct horse'));
  const channel = { door: 'imap', client: null, isSecure: true, channelBinding: () => null } as const;
  const saltOf = async (user: string): Promise<string | undefined> => {
    const exchange = authenticator.sasl.begin('SCRAM-SHA-256', { ...channel, remoteAddress: '192.0.2.1' });
    const step = await exchange?.step(Buffer.from(`n,,n=${user},r=nonce`));
    return step?.kind === 'challenge' ? /s=([^,]+)/.exec(step.data.toString())?.[1] : undefined;
  };
  const endAt = async (names: readonly string[], remoteAddress: string): Promise<readonly string[]> => {
    const said = [];
    for (const userName of names)
      said.push((await authenticator.signIn({ userName, password: 'wrong', door: 'imap', remoteAddress })).kind);
    return said;
  };
  // Somebody, and nobody: the same names must be the same, and the others must not.
  const patterns = [];
  const ends = [];
  for (const [number, name] of ['anna', 'zoe'].entries()) {
    const spellings = [name, ` ${name} `, name.toUpperCase(), `EXAMPLE\\${name}`, `${name}@EXAMPLE.test`];
    const salts: (string | undefined)[] = [];
    for (const spelling of [...spellings, `ELSEWHERE\\${name}`, `${name}@elsewhere.test`])
      salts.push(await saltOf(spelling));
    assert.ok(!salts.includes(undefined));
    patterns.push(salts.map((salt) => salts.indexOf(salt)));
    ends.push(await endAt(spellings, `198.51.100.${number}`));
  }
  assert.deepEqual(patterns, [patterns[0], patterns[0]]);
  assert.deepEqual(patterns[0], [0, 0, 0, 0, 0, 5, 6]);
  assert.deepEqual(ends, [ends[0], ends[0]]);
  assert.deepEqual(ends[0], ['bad-credentials', 'bad-credentials', 'bad-credentials', 'throttled', 'throttled']);
});
