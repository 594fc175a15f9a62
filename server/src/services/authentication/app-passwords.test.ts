import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Door } from './authenticator.ts';
import { people } from './identity.fixture.ts';

type Place = Awaited<ReturnType<typeof people>>;

const mint = async (
  { identity, anna }: Pick<Place, 'identity' | 'anna'>,
  scopes: readonly ('imap' | 'pop' | 'smtp' | 'jmap')[] = ['imap', 'smtp'],
  expiresAt: number | null = null,
) => {
  const minted = await identity.appPasswords.mint({
    mailbox: anna.guid,
    name: 'Phone',
    scopes,
    expiresAt,
    origin: 'webmail',
  });
  assert.ok(minted !== null);
  return minted;
};
const signIn = (
  place: Pick<Place, 'authenticator'>,
  password: string,
  door: Door = 'imap',
  userName = 'anna@example.test',
) => place.authenticator.signIn({ userName, password, door, remoteAddress: '192.0.2.1', client: 'aPhone 1' });

test('an app password opens what its scope says, however it is typed, and nothing else', async () => {
  const place = await people();
  // From an address that is known, which has more guesses than a stranger.
  assert.equal((await signIn(place, 'correct horse')).kind, 'signed-in');
  const { password, made } = await mint(place);
  assert.match(password, /^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  for (const typed of [password, password.replaceAll('-', ' '), password.replaceAll('-', '').toUpperCase()]) {
    const result = await signIn(place, typed);
    assert.equal(result.kind === 'signed-in' && result.credentialId, made.id);
  }
  assert.equal((await signIn(place, password, 'smtp')).kind, 'signed-in');
  for (const door of ['pop', 'jmap', 'web', 'admin'] as const)
    assert.equal((await signIn(place, password, door)).kind, 'bad-credentials', door);
});

test('an app password opens its own mailbox only', async () => {
  const place = await people();
  const { password } = await mint(place);
  assert.equal((await signIn(place, password, 'imap', 'ben@example.test')).kind, 'bad-credentials');
  assert.equal((await signIn(place, password, 'imap', 'nobody@example.test')).kind, 'bad-credentials');
});

test('an expired, a revoked and a switched-off app password are wrong passwords', async () => {
  const place = await people();
  const short = await mint(place, ['imap'], place.clock.now() + 1000);
  const revoked = await mint(place);
  assert.equal((await signIn(place, short.password)).kind, 'signed-in');
  place.clock.advance(1000);
  assert.equal((await signIn(place, short.password)).kind, 'bad-credentials');
  await place.identity.appPasswords.revoke(revoked.made.id);
  assert.equal((await signIn(place, revoked.password)).kind, 'bad-credentials');
  const off = await people({ AppPasswordsEnabled: false });
  assert.equal((await signIn(off, (await mint(off)).password)).kind, 'bad-credentials');
});

test('revoking ends the sessions that it opened, and no other', async () => {
  const place = await people();
  const { made } = await mint(place);
  const closed: string[] = [];
  const limits = { MaxConnections: 9, MaxConnectionFromSingleIP: 9, MaxConnectionsPerUser: 9 };
  for (const [id, credentialId] of [
    ['by app password', made.id],
    ['by password', null],
  ] as const) {
    place.liveSessions.admit(
      {
        id,
        credentialId,
        protocol: 'IMAP4',
        remoteAddress: '192.0.2.1',
        since: 0,
        secure: true,
        user: null,
        accountId: place.anna.guid,
        client: null,
        state: 'authenticated',
        folder: null,
        lastCommand: null,
        lastActivity: 0,
        longestPause: 0,
        bytesIn: () => 0,
        bytesOut: () => 0,
        close: () => void closed.push(id),
      },
      limits,
    );
  }
  assert.equal(await place.identity.appPasswords.revoke(made.id), 1);
  assert.deepEqual(closed, ['by app password']);
});

test('it is found again after a restart with its last use; what is stored holds no password', async () => {
  const place = await people();
  const { password, made } = await mint(place);
  await signIn(place, password);
  await place.identity.flush();
  const stored = JSON.stringify(await place.scope.read((reader) => reader.all('SELECT * FROM credential')));
  assert.ok(!stored.includes(password) && !stored.includes(password.replaceAll('-', '')));
  const after = await place.open();
  assert.deepEqual(after.identity.appPasswords.of(place.anna.guid)[0]?.lastUse, {
    at: place.clock.now(),
    door: 'imap',
    remoteAddress: '192.0.2.1',
    client: 'aPhone 1',
  });
  assert.equal((await signIn(after, password)).kind, 'signed-in');
  assert.equal(after.identity.appPasswords.find(made.id)?.name, 'Phone');
});

test('guesses of strangers do not shut out a device with an app password', async () => {
  const place = await people();
  const { password } = await mint(place);
  for (let n = 0; n < 3; n += 1)
    await place.authenticator.signIn({
      userName: 'anna',
      password: `x${n}`,
      door: 'imap',
      remoteAddress: `198.51.100.${n}`,
    });
  const stranger = { userName: 'anna', password: 'x', door: 'imap', remoteAddress: '198.51.100.9' } as const;
  assert.equal((await place.authenticator.signIn(stranger)).kind, 'throttled');
  assert.equal((await place.authenticator.signIn({ ...stranger, password })).kind, 'signed-in');
});

test('with a second factor the plain password opens no mail door, unless the organisation allows it', async () => {
  for (const [allow, kind] of [
    [false, 'app-password-required'],
    [true, 'signed-in'],
  ] as const) {
    const place = await people({ AllowPasswordWithSecondFactor: allow });
    const { identity, anna } = place;
    assert.equal((await signIn(place, 'correct horse')).kind, 'signed-in');
    await identity.credentials.add({
      kind: 'totp',
      id: 'f1',
      mailbox: anna.guid,
      verifier: 'totp:f1',
      createdAt: 0,
      name: 'App',
      secret: 'AAAA',
      lastStep: 0,
      lastUse: null,
    });
    for (const door of ['imap', 'pop', 'smtp', 'jmap'] as const)
      assert.equal((await signIn(place, 'correct horse', door)).kind, kind);
    for (const door of ['web', 'admin'] as const)
      assert.equal((await signIn(place, 'correct horse', door)).kind, 'second-factor-required');
    assert.equal((await signIn(place, 'wrong')).kind, 'bad-credentials', 'only who knows the password is told');
    assert.equal((await signIn(place, (await mint(place)).password)).kind, 'signed-in');
  }
});

test('the owner’s address keeps its way in after a restart', async () => {
  const place = await people();
  await signIn(place, 'correct horse');
  await place.identity.flush();
  const after = await place.open();
  for (let n = 0; n < 3; n += 1)
    await after.authenticator.signIn({
      userName: 'anna',
      password: `x${n}`,
      door: 'imap',
      remoteAddress: `198.51.100.${n}`,
    });
  assert.equal((await signIn(after, 'correct horse')).kind, 'signed-in');
});
