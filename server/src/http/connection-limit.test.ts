import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { webSettings } from '../domain/configuration/web-settings.ts';
import { type RunningWebService, runWebService } from './running-web-service.fixture.ts';

const hostFor = () => {
  throw new Error('no cmdlets here');
};

/** Connections that have asked once and stay open. */
async function hold(web: RunningWebService, over: 'tls' | 'plain', count: number): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  for (let at = 0; at < count; at += 1) {
    const { socket, answer } = await ask(web, over);
    assert.match(answer, /^HTTP\/1\.1 200 /);
    sockets.push(socket);
  }
  return sockets;
}

async function ask(
  web: RunningWebService,
  over: 'tls' | 'plain',
  headers = '',
): Promise<{ readonly socket: Socket; readonly answer: string }> {
  const socket =
    over === 'tls'
      ? connectTls({ port: web.httpsPort, host: '127.0.0.1', rejectUnauthorized: false })
      : connect(web.httpPort, '127.0.0.1');
  await once(socket, over === 'tls' ? 'secureConnect' : 'connect');
  socket.write(`GET /healthz HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return { socket, answer: answer.toString() };
}

async function limitTo(web: RunningWebService, most: number, proxies: readonly string[] = []): Promise<void> {
  await web.service.context.settings.configure(webSettings, {
    MaxConnectionFromSingleIP: most,
    WebProxyAddresses: proxies,
  });
}

test('an address has so many connections, HTTP and HTTPS together; one more reads why, in its language', async () => {
  await using web = await runWebService({ hostFor });
  await limitTo(web, 3);
  const held = [...(await hold(web, 'tls', 2)), ...(await hold(web, 'plain', 1))];
  for (const over of ['tls', 'plain'] as const) {
    const { socket, answer } = await ask(web, over, 'Accept-Language: fr\r\n');
    assert.match(answer, /^HTTP\/1\.1 429 /);
    assert.match(answer, /\r\nretry-after: 60\r\n/i);
    assert.match(answer, /\r\nconnection: close\r\n/i);
    assert.match(answer, /Votre adresse a 3 connexions .* \(MaxConnectionFromSingleIP\)/);
    await once(socket, 'close');
  }
  const page = await ask(web, 'tls', 'Accept: text/html\r\n');
  assert.match(page.answer, /^HTTP\/1\.1 429 [^]*text\/html/);
  // Who owns the data comes by the socket and is not counted.
  assert.equal((await web.request('/healthz', { over: 'socket' })).status, 200);
  assert.match((await web.request('/metrics', { over: 'socket' })).text, /^relais_http_connections_refused_total 3$/m);
  const [first] = held;
  first?.destroy();
  await web.request('/healthz', { over: 'socket' });
  for (let answered = 429; answered !== 200; ) answered = (await web.request('/healthz')).status;
  for (const socket of held) socket.destroy();
});

test('those who do not read why are cut: what is held beyond the limit is bounded', async () => {
  await using web = await runWebService({ hostFor });
  await limitTo(web, 1);
  const [held] = await hold(web, 'tls', 1);
  const silent = Array.from({ length: 30 }, () => connect(web.httpsPort, '127.0.0.1'));
  const cut = silent.map((socket) => {
    socket.on('error', () => {});
    return once(socket, 'close');
  });
  let closed = 0;
  await new Promise<void>((resolve) => {
    for (const one of cut) void one.then(() => (closed += 1) === 22 && resolve());
  });
  assert.equal(silent.filter((socket) => !socket.destroyed).length, 8);
  for (const socket of [...silent, held]) socket?.destroy();
});

test('a proxy that is named has connections of many and is not counted', async () => {
  await using web = await runWebService({ hostFor });
  await limitTo(web, 1, ['127.0.0.1']);
  for (const socket of await hold(web, 'tls', 5)) socket.destroy();
});

test('what the process has no room for is cut, of a proxy too, and there is room again', async () => {
  await using web = await runWebService({ hostFor, options: { mostConnectionsInAll: 2 } });
  await limitTo(web, 1, ['127.0.0.1']);
  const held = await hold(web, 'tls', 2);
  const cut = connect(web.httpsPort, '127.0.0.1');
  cut.on('error', () => {});
  await once(cut, 'close');
  held[0]?.destroy();
  for (let status = 0; status !== 200; )
    status = await web.request('/healthz').then(
      (answer) => answer.status,
      () => 0,
    );
  for (const socket of held) socket.destroy();
});
