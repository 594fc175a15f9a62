import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import type { CmdletHost } from '@relais/management-contract';
import { TOTP } from 'otpauth';
import { type Answer, runWebService, type RunningWebService } from '../running-web-service.fixture.ts';
import { signInSettings } from '../../services/authentication/sign-in-settings.ts';
import { createUserApi } from '../user-api/index.ts';

const hostFor = (): CmdletHost => ({
  describe: async () => [],
  async *invoke() {},
});

const start = (): Promise<RunningWebService> =>
  runWebService({
    hostFor,
    // The pages of client settings are not asked for in here.
    options: { routes: [createUserApi({} as Parameters<typeof createUserApi>[0])] },
  });

/** An answer's JSON, read without ceremony: a wrong shape fails the test that reads it. */
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any;

interface Person {
  cookie: string;
  csrfToken: string;
}

function asker(web: RunningWebService) {
  const host = `localhost:${web.httpsPort}`;
  return async (
    person: Person | null,
    method: string,
    path: string,
    body?: object,
  ): Promise<Answer & { json: Loose }> => {
    const answer = await web.request(path, {
      method,
      headers: { host, ...(person === null ? {} : { cookie: person.cookie, 'x-csrf-token': person.csrfToken }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = answer.text.startsWith('{') ? JSON.parse(answer.text) : null;
    const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
    if (person !== null && cookie !== undefined && !cookie.endsWith('=')) person.cookie = cookie;
    return { ...answer, json };
  };
}

const password = (userName: string) => ({ userName, password: 'right' });

async function withTotp(web: RunningWebService, userName = 'user@example.test') {
  const ask = asker(web);
  const me = await web.signIn(userName);
  const begun = await ask(me, 'POST', '/api/security/totp');
  assert.equal(begun.status, 200, begun.text);
  const totp = new TOTP({ secret: begun.json.secret });
  const code = (afterMs = 0): string => totp.generate({ timestamp: web.clock.now() + afterMs });
  const confirmed = await ask(me, 'POST', '/api/security/totp/confirm', {
    ticket: begun.json.ticket,
    code: code(),
    name: 'Phone',
  });
  assert.equal(confirmed.status, 201, confirmed.text);
  return { ask, me, code, uri: begun.json.uri as string, recoveryCodes: confirmed.json.recoveryCodes as string[] };
}

test('an authenticator app: enrolled with a code, asked for at the next sign-in, its code taken once', async () => {
  await using web = await start();
  const { ask, me, code, uri } = await withTotp(web);
  assert.match(uri, /^otpauth:\/\/totp\/Relais:user%40example\.test\?/);
  assert.equal((await ask(me, 'GET', '/api/security')).json.factors[0].kind, 'totp');
  const first = await ask(null, 'POST', '/api/sign-in', password('user@example.test'));
  assert.equal(first.json.signedIn, false);
  assert.equal(first.headers['set-cookie'], undefined, 'nobody is signed in after the password');
  const { ticket } = first.json.secondFactor;
  const replayed = await ask(null, 'POST', '/api/sign-in/second-factor', { ticket, code: code() });
  assert.equal(replayed.status, 401, 'the code that enrolled it was used');
  web.clock.advance(30_000);
  const right = code();
  const second = await ask(null, 'POST', '/api/sign-in/second-factor', { ticket, code: right });
  assert.equal(second.status, 200, second.text);
  assert.equal(second.json.secondFactor, true);
  assert.match(second.headers['set-cookie']?.[0] ?? '', /^__Host-relais-session=/);
  assert.equal(
    (await ask(null, 'POST', '/api/sign-in/second-factor', { ticket, code: right })).status,
    401,
    'a ticket is good once',
  );
  const again = await ask(null, 'POST', '/api/sign-in', password('user@example.test'));
  const reused = await ask(null, 'POST', '/api/sign-in/second-factor', {
    ticket: again.json.secondFactor.ticket,
    code: right,
  });
  assert.equal(reused.status, 401, 'RFC 6238 §5.2: a code is good once');
});

test('a recovery code stands in once; five wrong answers end the sign-in', async () => {
  await using web = await start();
  const { ask, recoveryCodes } = await withTotp(web);
  assert.equal(recoveryCodes.length, 10);
  const begin = async (): Promise<string> =>
    (await ask(null, 'POST', '/api/sign-in', password('user@example.test'))).json.secondFactor.ticket;
  const use = (ticket: string, recoveryCode = '') =>
    ask(null, 'POST', '/api/sign-in/second-factor', { ticket, recoveryCode });
  assert.equal((await use(await begin(), recoveryCodes[0]?.toUpperCase())).status, 200);
  assert.equal((await use(await begin(), recoveryCodes[0])).status, 401);
  const ticket = await begin();
  for (let n = 0; n < 5; n += 1) assert.equal((await use(ticket, `no-${n}`)).status, 401);
  const late = await use(ticket, recoveryCodes[1]);
  assert.equal(late.json.error.code, 'NotSignedIn', 'even the right one comes too late for this ticket');
});

test('a password that is changed between the two steps ends the sign-in that began with the old one', async () => {
  await using web = await start();
  const { ask, code } = await withTotp(web);
  const first = await ask(null, 'POST', '/api/sign-in', password('user@example.test'));
  const { ticket } = first.json.secondFactor;
  const user = web.directory.findLogin('user@example.test');
  await web.directory.setPasswordHash(user?.guid ?? '', 'hash-2');
  web.clock.advance(30_000);
  const second = await ask(null, 'POST', '/api/sign-in/second-factor', { ticket, code: code() });
  assert.equal(second.status, 401, second.text);
  assert.equal(second.headers['set-cookie'], undefined);
});

test('one code at the same instant, over as many sign-ins as there are, lets one in', async () => {
  await using web = await start();
  const { ask, code } = await withTotp(web);
  web.clock.advance(30_000);
  const tickets = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const { json } = await ask(null, 'POST', '/api/sign-in', password('user@example.test'));
      return json.secondFactor.ticket as string;
    }),
  );
  const body = (ticket: string) => ({ ticket, code: code() });
  const answers = await Promise.all(
    // Each ticket twice, too.
    [...tickets, ...tickets].map((ticket) => ask(null, 'POST', '/api/sign-in/second-factor', body(ticket))),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
});

test('codes cannot be guessed: wrong ones are limited over many tickets, in words', async () => {
  await using web = await start();
  const { ask, code } = await withTotp(web);
  // Right ones are random: none of them is among those that are wrong.
  const right = new Set([-60_000, -30_000, 0, 30_000, 60_000].map((ms) => code(ms)));
  const wrong = Array.from({ length: 20 }, (_, n) => String(n).padStart(6, '0')).filter((one) => !right.has(one));
  const statuses = new Set<number>();
  for (const guess of wrong.slice(0, 14)) {
    const { ticket } = (await ask(null, 'POST', '/api/sign-in', password('user@example.test'))).json.secondFactor;
    statuses.add((await ask(null, 'POST', '/api/sign-in/second-factor', { ticket, code: guess })).status);
  }
  assert.deepEqual([...statuses], [401, 429]);
});

test('adding a factor ends the other sessions, and needs a recent proof and the CSRF token', async () => {
  await using web = await start();
  const elsewhere = await web.signIn('user@example.test');
  const { ask, me } = await withTotp(web);
  assert.equal((await ask(elsewhere, 'GET', '/api/security')).status, 401);
  web.clock.advance(11 * 60_000);
  assert.equal((await ask(me, 'POST', '/api/security/totp')).json.error.code, 'ConfirmationRequired');
  assert.equal((await ask(me, 'POST', '/api/app-passwords', { name: 'x' })).json.error.code, 'ConfirmationRequired');
  assert.equal((await ask(me, 'POST', '/api/security/confirm', { password: 'wrong' })).status, 403);
  assert.equal((await ask(me, 'POST', '/api/security/confirm', { password: 'right' })).status, 204);
  assert.equal((await ask(me, 'POST', '/api/security/totp')).status, 200);
  assert.equal(
    (await ask({ ...me, csrfToken: 'x' }, 'POST', '/api/security/totp')).json.error.code,
    'CsrfTokenRequired',
  );
});

test('somebody else’s enrolment ticket, factor, app password and session are not there', async () => {
  await using web = await start();
  const { ask, me } = await withTotp(web);
  const other = await web.signIn('administrator@example.test');
  const begun = (await ask(other, 'POST', '/api/security/totp')).json;
  const code = new TOTP({ secret: begun.secret }).generate({ timestamp: web.clock.now() });
  assert.equal(
    (await ask(me, 'POST', '/api/security/totp/confirm', { ticket: begun.ticket, code, name: 'x' })).status,
    400,
  );
  const made = (await ask(me, 'POST', '/api/app-passwords', { name: 'Phone', scopes: ['imap'] })).json;
  assert.equal((await ask(other, 'DELETE', `/api/app-passwords/${made.id}`)).status, 404);
  const factor = (await ask(me, 'GET', '/api/security')).json.factors[0].id;
  assert.equal((await ask(other, 'DELETE', `/api/security/factors/${factor}`)).status, 404);
  const mine = (await ask(me, 'GET', '/api/sign-in-sessions')).json.value[0].id;
  assert.equal((await ask(other, 'DELETE', `/api/sign-in-sessions/${mine}`)).status, 404);
  assert.equal((await ask(me, 'DELETE', `/api/app-passwords/${made.id}`)).json.endedSessions, 0);
  assert.ok(web.audited.includes('user@example.test Remove-AppPassword user'));
});

test('removing the last factor takes the recovery codes with it', async () => {
  await using web = await start();
  const { ask, me } = await withTotp(web);
  const { factors } = (await ask(me, 'GET', '/api/security')).json;
  assert.equal((await ask(me, 'DELETE', `/api/security/factors/${factors[0].id}`)).status, 204);
  assert.equal((await ask(me, 'GET', '/api/security')).json.recoveryCodesLeft, 0);
  assert.equal((await ask(null, 'POST', '/api/sign-in', password('user@example.test'))).json.signedIn, true);
});

test('an organisation that asks for a second factor lets one in to add it, and to nothing else', async () => {
  await using web = await start();
  const { settings } = web.service.context;
  await settings.configure(signInSettings, { SecondFactorRequiredFor: 'Administrators' });
  const ask = asker(web);
  const admin = await web.signIn('administrator@example.test');
  assert.equal((await ask(admin, 'GET', '/api/session')).json.mustEnrol, true);
  for (const [method, path] of [
    ['GET', '/adminapi/beta/-/Cmdlets'],
    ['GET', '/api/sign-in-sessions'],
    ['POST', '/api/app-passwords'],
  ] as const)
    assert.equal(
      (await ask(admin, method, path, method === 'POST' ? { name: 'x' } : undefined)).json.error.code,
      'EnrolmentRequired',
      path,
    );
  const basic = `Basic ${Buffer.from('administrator@example.test:right').toString('base64')}`;
  const script = await web.request('/adminapi/beta/-/Cmdlets', { headers: { authorization: basic } });
  assert.match(script.text, /EnrolmentRequired/);
  const enrolled = await withTotp(web, 'administrator@example.test');
  assert.equal((await enrolled.ask(enrolled.me, 'GET', '/api/session')).json.mustEnrol, false);
  assert.equal((await enrolled.ask(enrolled.me, 'GET', '/adminapi/beta/-/Cmdlets')).status, 200);
  assert.match(
    (await web.request('/adminapi/beta/-/Cmdlets', { headers: { authorization: basic } })).text,
    /SecondFactorRequired/,
  );
  const user = await web.signIn('user@example.test');
  assert.equal((await ask(user, 'GET', '/api/session')).json.mustEnrol, false, 'a user is not asked');
});

/** A security key in software: what a browser and an authenticator do together (WebAuthn §6, §7). */
function securityKey(origin: string, rpId: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const id = Buffer.from('a key of this test');
  let counter = 0;
  const bytes = (head: number, length: number): Buffer =>
    length < 24 ? Buffer.of(head | length) : Buffer.of(head | 24, length);
  const coordinate = (text = ''): Buffer => Buffer.concat([Buffer.of(0x58, 32), Buffer.from(text, 'base64url')]);
  const cose = Buffer.concat([
    Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21),
    coordinate(jwk.x),
    Buffer.of(0x22),
    coordinate(jwk.y),
  ]);
  const clientData = (type: string, challenge: string, from = origin): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }));
  const authData = (flags: number, attested: Buffer = Buffer.alloc(0)): Buffer => {
    counter += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.of(flags), count, attested]);
  };
  const text = (word: string): Buffer => Buffer.concat([bytes(0x60, word.length), Buffer.from(word)]);
  const head = {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
  };
  return {
    back: () => void (counter = 0),
    register(challenge: string, from = origin) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const data = authData(0x45, Buffer.concat([Buffer.alloc(16), length, id, cose]));
      const attestation = Buffer.concat([
        Buffer.of(0xa3),
        text('fmt'),
        text('none'),
        text('attStmt'),
        Buffer.of(0xa0),
        text('authData'),
        bytes(0x40, data.length),
        data,
      ]);
      return {
        ...head,
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, from).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['usb'],
        },
      };
    },
    prove(challenge: string, { verified = true, from = origin } = {}) {
      const data = authData(verified ? 0x05 : 0x01);
      const client = clientData('webauthn.get', challenge, from);
      const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(client).digest()]), privateKey);
      return {
        ...head,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      };
    },
  };
}

test('a passkey: enrolled, second factor, passwordless; replay, other origins and clones are refused', async () => {
  await using web = await start();
  const ask = asker(web);
  const origin = `https://localhost:${web.httpsPort}`;
  const key = securityKey(origin, 'localhost');
  const me = await web.signIn('user@example.test');
  const enrol = async (from?: string): Promise<Answer & { json: Loose }> => {
    const { ticket, options } = (await ask(me, 'POST', '/api/security/passkey')).json;
    return ask(me, 'POST', '/api/security/passkey/confirm', {
      ticket,
      passkey: key.register(options.challenge, from),
      name: 'Key',
    });
  };
  assert.equal((await enrol('https://evil.test')).status, 400);
  const enrolled = await enrol();
  assert.equal(enrolled.status, 201, enrolled.text);
  assert.equal((await enrol()).status, 400, 'the same key twice');

  const first = (await ask(null, 'POST', '/api/sign-in', password('user@example.test'))).json.secondFactor;
  assert.deepEqual(
    { totp: first.totp, passkey: first.passkey, recoveryCode: first.recoveryCode },
    { totp: false, passkey: true, recoveryCode: true },
  );
  const { ticket } = first;
  const options = async (): Promise<Loose> =>
    (await ask(null, 'POST', '/api/sign-in/second-factor/passkey-options', { ticket })).json.options;
  const answer = (passkey: object): Promise<Answer & { json: Loose }> =>
    ask(null, 'POST', '/api/sign-in/second-factor', { ticket, passkey });
  assert.equal((await answer(key.prove((await options()).challenge, { from: 'https://evil.test' }))).status, 401);
  const proof = key.prove((await options()).challenge);
  const second = await answer(proof);
  assert.equal(second.status, 200, second.text);
  assert.equal((await answer(proof)).status, 401, 'a proof is good once');

  const alone = async (how: { verified?: boolean } = {}): Promise<Answer & { json: Loose }> => {
    const begun = (await ask(null, 'POST', '/api/sign-in/passkey-options')).json;
    return ask(null, 'POST', '/api/sign-in/passkey', {
      ticket: begun.ticket,
      passkey: key.prove(begun.options.challenge, how),
    });
  };
  const passwordless = await alone();
  assert.equal(passwordless.status, 200, passwordless.text);
  assert.equal(passwordless.json.mailbox.primarySmtpAddress, 'user@example.test');
  assert.equal(
    (await alone({ verified: false })).status,
    401,
    'a key that did not check its owner is one factor, not two',
  );
  key.back();
  assert.equal((await alone()).status, 401, 'a counter that went back is a clone');
});

test('sign-ins are written down with how and from where; throttled ones are not', async () => {
  await using web = await start();
  const { ask, me } = await withTotp(web);
  await ask(null, 'POST', '/api/sign-in', { userName: 'user@example.test', password: 'wrong' });
  await ask(null, 'POST', '/api/sign-in', { userName: 'user@example.test', password: 'throttled' });
  const { value } = (await ask(me, 'GET', '/api/sign-ins')).json;
  assert.deepEqual(
    value.map(({ method, result }: Loose) => `${method} ${result}`),
    ['password bad-credentials', 'password signed-in'],
  );
});

test('an access token opens the management API with the roles it carries, and nothing else', async () => {
  await using web = await start();
  const { identity, service } = web;
  const { directory } = service.context;
  const admin = directory.findMailbox('administrator')!;
  const mint = (roleGroups: readonly string[], days = 1) =>
    identity.accessTokens.mint({
      mailbox: admin.guid,
      name: 't',
      roleGroups,
      expiresAt: web.clock.now() + days * 86_400_000,
    });
  const ask = async (token: string, path = '/adminapi/beta/-/Cmdlets'): Promise<number> =>
    (await web.request(path, { headers: { authorization: `Bearer ${token}` } })).status;
  const { token, made } = await mint(['Organization Management']);
  assert.equal(await ask(token), 200);
  for (const path of ['/api/account', '/api/app-passwords', '/api/security', '/.well-known/jmap'])
    assert.notEqual(await ask(token, path), 200, path);
  assert.equal(await ask(`${token}x`), 401);
  assert.equal(await ask((await mint(['Help Desk'])).token), 403, 'a group that its owner does not have gives nothing');
  const short = await mint(['Organization Management']);
  web.clock.advance(86_400_000);
  assert.equal(await ask(short.token), 401, 'expired');
  const next = await mint(['Organization Management']);
  await identity.accessTokens.revoke(next.made.id);
  assert.equal(await ask(next.token), 401, 'revoked');
  const demoted = await mint(['Organization Management']);
  await directory.updateMailbox(admin.guid, { roleGroups: [] });
  assert.equal(await ask(demoted.token), 403, 'what the owner loses, the token loses');
  await directory.updateMailbox(admin.guid, { roleGroups: ['Organization Management'], enabled: false });
  assert.equal(await ask(demoted.token), 401, 'of a disabled account');
  assert.equal(made.lastUse, null);
});
