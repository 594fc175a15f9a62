import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { test } from 'node:test';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';

type Headers = Record<string, string>;

/** Event streams and WebSockets last no longer than the sign-in they were opened with, and a user may have so many. */
class Browser {
  readonly server: TestServer;
  constructor(server: TestServer) {
    this.server = server;
  }

  call(method: string, path: string, headers: Headers, body = ''): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.server.ports.https, rejectUnauthorized: false };
      httpsRequest({ ...options, method, path, headers }, resolve)
        .on('error', reject)
        .end(body);
    });
  }

  /** What the next requests must carry. */
  async signIn({ address, password }: TestUser): Promise<Headers> {
    const body = JSON.stringify({ userName: address, password, application: 'webmail' });
    const response = await this.call('POST', '/api/sign-in', { 'content-type': 'application/json' }, body);
    const cookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const { csrfToken } = JSON.parse(await textOf(response)) as { csrfToken: string };
    return { cookie, 'x-csrf-token': csrfToken };
  }

  /** Resolves when the stream is open, with a promise of its end. */
  async stream(headers: Headers): Promise<{ ended: Promise<unknown>; close: () => void }> {
    const response = await this.call('GET', '/jmap/eventsource?types=*&closeafter=no&ping=0', headers);
    assert.equal(response.statusCode, 200);
    await once(response, 'data');
    response.on('error', () => {});
    response.resume();
    return { ended: once(response, 'close'), close: () => response.destroy() };
  }

  /** Resolves when the socket is open, with a promise of the code it is closed with. */
  async socket(headers: Headers): Promise<{ closed: Promise<number> }> {
    const call = httpsRequest({
      host: '127.0.0.1',
      port: this.server.ports.https,
      path: '/jmap/ws',
      rejectUnauthorized: false,
      headers: {
        ...headers,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': Buffer.alloc(16, 1).toString('base64'),
        'sec-websocket-version': '13',
        'sec-websocket-protocol': 'jmap',
      },
    });
    call.end();
    const [, duplex] = (await once(call, 'upgrade')) as [unknown, Duplex];
    const closed = once(duplex, 'data').then(([bytes]: Buffer[]) => {
      assert.equal(bytes?.[0], 0x88);
      duplex.destroy();
      return bytes?.readUInt16BE(2) ?? 0;
    });
    return { closed };
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) text += chunk;
  return text;
}

function basic({ address, password }: TestUser): Headers {
  return { authorization: `Basic ${Buffer.from(`${address}:${password}`).toString('base64')}` };
}

async function shell(server: TestServer, line: string): Promise<string> {
  const { exitCode, stdout, stderr } = await server.shell(line);
  assert.equal(exitCode, 0, `${line}: ${stderr}`);
  return stdout;
}

const newPassword = `-Password (ConvertTo-SecureString 'another-Password-2' -AsPlainText -Force)`;

test('signing out ends the streams of that session, and of no other', async (t) => {
  const server = await startServer(t);
  const browser = new Browser(server);
  const session = await browser.signIn(server.users.alice);
  const other = await browser.signIn(server.users.alice);
  const stream = await browser.stream(session);
  const socket = await browser.socket(session);
  const kept = await browser.stream(other);
  let isOver = false;
  void kept.ended.then(() => (isOver = true));
  const response = await browser.call('POST', '/api/sign-out', {
    ...session,
    origin: `https://127.0.0.1:${server.ports.https}`,
    host: `127.0.0.1:${server.ports.https}`,
  });
  assert.equal(response.statusCode, 204);
  await stream.ended;
  assert.equal(await socket.closed, 1008);
  assert.equal(isOver, false);
  kept.close();
});

for (const [what, line] of [
  ['a changed password', `Set-Mailbox alice ${newPassword}`],
  ['a disabled account', 'Set-Mailbox alice -AccountDisabled $true'],
  ['webmail that was closed to the mailbox', 'Set-CASMailbox alice -OWAEnabled $false'],
  ['a mailbox that was taken away', 'Disable-Mailbox alice -Confirm:$false'],
] as const) {
  test(`${what} ends event streams and WebSockets, by cookie and by password`, async (t) => {
    const server = await startServer(t);
    const browser = new Browser(server);
    const { alice, bob } = server.users;
    const session = await browser.signIn(alice);
    const streams = [await browser.stream(session), await browser.stream(basic(alice))];
    const sockets = [await browser.socket(session), await browser.socket(basic(alice))];
    const others = await browser.stream(basic(bob));
    let isOver = false;
    void others.ended.then(() => (isOver = true));
    await shell(server, line);
    for (const { ended } of streams) await ended;
    assert.deepEqual(await Promise.all(sockets.map(({ closed }) => closed)), [1008, 1008]);
    assert.equal(isOver, false);
    const again = await browser.call('GET', '/jmap/eventsource?types=*&closeafter=no&ping=0', session);
    assert.ok([401, 403].includes(again.statusCode ?? 0), String(again.statusCode));
    others.close();
  });
}

test('a session that ends by time ends its stream within a minute', async (t) => {
  const server = await startServer(t, { manualClock: true });
  const browser = new Browser(server);
  const stream = await browser.stream(await browser.signIn(server.users.alice));
  let isOver = false;
  void stream.ended.then(() => (isOver = true));
  for (let minutes = 0; !isOver; minutes += 1) {
    server.advance(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    if (minutes < 28) assert.equal(isOver, false);
  }
});

test('a stream that was opened with an app password ends when that is removed', async (t) => {
  const server = await startServer(t);
  const browser = new Browser(server);
  const { alice } = server.users;
  const password = (await shell(server, '(New-AppPassword alice -Name phone -Scope JMAP).Password')).trim();
  const stream = await browser.stream(basic({ ...alice, password }));
  await shell(server, `Set-Mailbox alice ${newPassword}`);
  const still = await browser.stream(basic({ ...alice, password }));
  await shell(server, 'Get-AppPassword alice | Remove-AppPassword -Confirm:$false');
  await stream.ended;
  await still.ended;
});

test('a user has so many streams and WebSockets at once as EwsMaxSubscriptions says; others are not counted', async (t) => {
  const server = await startServer(t);
  const browser = new Browser(server);
  const { alice, bob } = server.users;
  await shell(server, 'Set-ThrottlingPolicy GlobalThrottlingPolicy -EwsMaxSubscriptions 2');
  const first = await browser.stream(basic(alice));
  await browser.socket(basic(alice));
  // A mail whose pictures are shown can name the address, and would have opened it on behalf of its reader.
  const asPicture = await browser.call('GET', '/jmap/eventsource', { ...basic(alice), 'sec-fetch-dest': 'image' });
  assert.equal(asPicture.statusCode, 403);
  asPicture.resume();
  const refused = await browser.call('GET', '/jmap/eventsource?types=*&closeafter=no&ping=0', {
    ...basic(alice),
    'accept-language': 'fr',
  });
  assert.equal(refused.statusCode, 429);
  assert.equal(refused.headers['retry-after'], '60');
  assert.match(await textOf(refused), /2 flux d’événements et WebSockets ouverts.*EwsMaxSubscriptions/);
  (await browser.stream(basic(bob))).close();
  // What is refused otherwise, and who has gone, is not counted.
  first.close();
  for (;;) {
    const again = await browser.call('GET', '/jmap/eventsource?types=*&closeafter=no&ping=0', basic(alice));
    const { statusCode } = again;
    again.destroy();
    if (statusCode === 200) break;
    assert.equal(statusCode, 429);
  }
});
