import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { before, test } from 'node:test';
import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTHeaderParameters,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type MailDoor, SaslClient } from './sasl-client.ts';

const issuer = 'https://login.example.test';
const audience = 'relais';
const ending = endingOfThisFile();
let server: TestServer;
let keys: Server;
let key: CryptoKey;
let publicText: string;
let asked = 0;

before(async () => {
  const pair = await generateKeyPair('RS256', { extractable: true });
  key = pair.privateKey;
  publicText = await exportSPKI(pair.publicKey);
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', use: 'sig' }] };
  keys = createServer((_request, response) => {
    asked += 1;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  ending.after(async () => void keys.close());
  server = await startServer(ending);
  const { port } = keys.address() as AddressInfo;
  const said = await server.shell(
    `Set-SignInSettings -OAuthIssuer ${issuer} -OAuthAudience ${audience} -OAuthKeySetUrl http://127.0.0.1:${port}/keys; ` +
      'Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00',
  );
  assert.equal(said.exitCode, 0, said.stderr);
});

const now = (): number => Math.floor(Date.now() / 1000);
const claims = (change: object = {}) => ({
  iss: issuer,
  aud: audience,
  email: 'alice@example.test',
  iat: now(),
  exp: now() + 300,
  ...change,
});
const token = (change: object = {}, header: Partial<JWTHeaderParameters> = {}): Promise<string> =>
  new SignJWT(claims(change)).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(key);

const whereToAsk = { status: 'invalid_token', 'openid-configuration': `${issuer}/.well-known/openid-configuration` };

const messages = {
  OAUTHBEARER: (text: string, user: string) =>
    `n,a=${user},\x01host=mail.test\x01port=993\x01auth=Bearer ${text}\x01\x01`,
  XOAUTH2: (text: string, user: string) => `user=${user}\x01auth=Bearer ${text}\x01\x01`,
} as const;

async function signIn(
  text: string,
  {
    door = 'imap',
    mechanism = 'OAUTHBEARER',
    user = 'alice@example.test',
  }: { door?: MailDoor; mechanism?: keyof typeof messages; user?: string } = {},
) {
  const port = { imap: server.ports.imaps, pop3: server.ports.pop3s, smtp: server.ports.smtps }[door];
  const client = await SaslClient.connect(door, port);
  const challenges: string[] = [];
  const message = messages[mechanism](text, user);
  const line = await client.authenticate(mechanism, (challenge) => {
    if (challenge === '') return message;
    challenges.push(challenge);
    return '\x01';
  });
  client.end();
  return { line, good: client.isGood(line), challenges };
}

test('a token of the issuer signs in at every door, by either mechanism', async () => {
  for (const door of ['imap', 'pop3', 'smtp'] as const)
    for (const mechanism of ['OAUTHBEARER', 'XOAUTH2'] as const) {
      const { good, line } = await signIn(await token(), { door, mechanism });
      assert.ok(good, `${door} ${mechanism}: ${line}`);
    }
  assert.ok((await signIn(await token(), { user: '' })).good, 'the token says who it is');
  assert.equal(asked, 1, 'keys are asked for once and kept');
});

test('a refused token is answered with the reason in JSON, a dummy, and the refusal (RFC 7628 §3.2.3)', async () => {
  const { good, challenges } = await signIn('not-a-token');
  assert.ok(!good);
  assert.deepEqual(JSON.parse(challenges[0] ?? ''), whereToAsk);
});

test('the exchanges of RFC 7628 §4.1, §4.3 and §4.4', async () => {
  const begin = async (door: 'imap' | 'smtp', words: string): Promise<[SaslClient, string]> => {
    const client = await SaslClient.connect(door, server.ports[door === 'imap' ? 'imaps' : 'smtps']);
    client.send(`${door === 'imap' ? 't1 AUTHENTICATE' : 'AUTH'} OAUTHBEARER ${Buffer.from(words).toString('base64')}`);
    return [client, await client.line()];
  };
  const user = 'n,a=alice@example.test,\x01host=server.example.com\x01';
  // §4.1: Bearer in any case, with an initial response; `port=` is whatever the client thinks.
  for (const bearer of ['Bearer', 'bearer', 'BeArEr'])
    for (const [door, port, good] of [
      ['imap', 143, /^t1 OK /],
      ['smtp', 587, /^235 /],
    ] as const) {
      const [client, said] = await begin(door, `${user}port=${port}\x01auth=${bearer} ${await token()}\x01\x01`);
      assert.match(said, good);
      client.end();
    }
  // §4.3: without a token, to learn what it takes; ended by the dummy, and by IMAP's own way.
  for (const [end, refused] of [
    ['AQ==', /^t1 NO \[AUTHENTICATIONFAILED\]/],
    ['*', /^t1 (NO|BAD) /],
  ] as const) {
    const [client, said] = await begin('imap', `${user}port=143\x01auth=\x01\x01`);
    assert.deepEqual(JSON.parse(Buffer.from(said.replace(/^\+ /, ''), 'base64').toString()), whereToAsk);
    client.send(end);
    assert.match(await client.line(), refused);
    client.end();
  }
  // §4.4, whose own message lacks `a=`: the token's person is meant.
  const [client, said] = await begin('smtp', 'n,,\x01auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01');
  assert.deepEqual(JSON.parse(Buffer.from(said.replace(/^334 /, ''), 'base64').toString()), whereToAsk);
  client.send('AQ==');
  assert.match(await client.line(), /^535 5\.7\.\d+ /);
  client.end();
});

test('expired, not yet valid, of another issuer, for another audience, endless, for nobody: refused', async () => {
  const wrong: Record<string, object> = {
    expired: { exp: now() - 60 },
    'not yet valid': { nbf: now() + 600 },
    issuer: { iss: `${issuer}/` },
    audience: { aud: 'somebody-else' },
    'without end': { exp: undefined },
    'unknown mailbox': { email: 'nobody@example.test' },
    'unchecked address': { email_verified: false },
    'unchecked address, as a text': { email_verified: 'false' },
    'no claim': { email: undefined },
    'a claim that is no text': { email: ['alice@example.test'] },
  };
  for (const [what, change] of Object.entries(wrong)) assert.ok(!(await signIn(await token(change))).good, what);
});

test('algorithm confusion and key tricks: refused', async () => {
  const confused = await new SignJWT(claims())
    .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
    .sign(new TextEncoder().encode(publicText));
  assert.ok(!(await signIn(confused)).good, 'HMAC with the public key');
  assert.ok(!(await signIn(new UnsecuredJWT(claims()).encode())).good, 'none');
  const own = await generateKeyPair('RS256', { extractable: true });
  const forge = (header: object): Promise<string> =>
    new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', ...header } as JWTHeaderParameters).sign(own.privateKey);
  const jwk = await exportJWK(own.publicKey);
  const tricks: Record<string, object> = {
    'the same kid': { kid: 'k1' },
    'no kid': {},
    'its own key inside': { kid: 'k1', jwk },
    'an address of its own': { kid: 'k1', jku: 'http://127.0.0.1:1/keys' },
    'a path': { kid: '../../../../dev/null' },
    'a query': { kid: "k1' OR '1'='1" },
  };
  for (const [what, header] of Object.entries(tricks)) assert.ok(!(await signIn(await forge(header))).good, what);
  const [head, body] = (await token()).split('.');
  assert.ok(!(await signIn(`${head}.${body}.`)).good, 'without a signature');
});

test('a token of one person does not act for another', async () => {
  assert.ok(!(await signIn(await token(), { user: 'bob@example.test' })).good);
  assert.ok(!(await signIn(await token({ email: 'bob@example.test' }))).good);
});

test('without TLS no token is taken, and without an issuer nothing is offered', async () => {
  const said = await server.shell('Set-SignInSettings -OAuthIssuer $null');
  assert.equal(said.exitCode, 0, said.stderr);
  assert.match(
    (await signIn(await token())).line,
    /^a1 NO \[CANNOT\] AUTHENTICATE failed\. The mechanisms here are PLAIN, LOGIN/,
  );
});

test('keys from an address that is not HTTPS are refused', async () => {
  const said = await server.shell('Set-SignInSettings -OAuthKeySetUrl http://keys.example.test/jwks');
  assert.match(said.stderr, /is not an HTTPS address/);
});
