import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { serveWebSocket, type WebSocket } from './web-socket.ts';

/** RFC 6455 §5.2, masked with zeros. */
function frame(opcode: number, text: string, isFinal = true): Buffer {
  const payload = Buffer.from(text);
  assert.ok(payload.length < 126);
  return Buffer.concat([Buffer.from([(isFinal ? 0x80 : 0) | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

interface Served {
  readonly client: Socket;
  readonly socket: Socket;
  readonly webSocket: WebSocket;
  readonly closed: Promise<void>;
}

/** A client that reads nothing by itself and never ends by itself, and the server's end of its connection. */
async function serve(
  t: TestContext,
  onText: (text: string, webSocket: WebSocket) => void,
  options: { readonly head?: Buffer; readonly closing?: AbortSignal } = {},
): Promise<Served> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  const [[socket]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [[Socket], unknown];
  t.after(() => {
    client.destroy();
    socket.destroy();
    server.close();
  });
  socket.on('error', () => socket.destroy());
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const webSocket = serveWebSocket(
    { socket, head: options.head ?? Buffer.alloc(0) },
    10_000,
    { onText: (text) => onText(text, webSocket), onClosed: resolve },
    options.closing ?? new AbortController().signal,
  );
  return { client, socket, webSocket, closed };
}

test('a client that does not read is not read from until it has read', async (t) => {
  const texts: string[] = [];
  const { promise: second, resolve: isSecond } = Promise.withResolvers<void>();
  let waitingAtSecond = -1;
  const served = await serve(t, (text, webSocket) => {
    texts.push(text);
    if (text === 'one') {
      webSocket.send('x'.repeat(20_000_000));
      assert.ok(served.socket.isPaused(), 'what it says next is left where it is');
      served.client.write(frame(1, 'two'));
      served.client.resume();
    } else {
      waitingAtSecond = served.socket.writableLength;
      isSecond();
    }
  });
  served.client.write(frame(1, 'one'));
  await second;
  assert.deepEqual(texts, ['one', 'two']);
  assert.equal(waitingAtSecond, 0);
});

test('fragments make one message, whatever is empty among them (RFC 6455 §5.4)', async (t) => {
  const { promise: whole, resolve } = Promise.withResolvers<string>();
  const { client } = await serve(t, resolve);
  client.write(Buffer.concat([frame(1, '', false), frame(0, 'a', false), frame(0, '', false), frame(0, 'b')]));
  assert.equal(await whole, 'ab');
});

for (const [name, bytes] of [
  ['a continuation of nothing', frame(0, 'a')],
  ['a second beginning', Buffer.concat([frame(1, '', false), frame(1, 'b')])],
] as const) {
  test(`${name} closes with 1002 (RFC 6455 §5.4)`, async (t) => {
    const { client } = await serve(t, () => assert.fail('no message is complete'));
    client.write(bytes);
    const [answer] = (await once(client, 'data')) as [Buffer];
    assert.equal(answer[0], 0x88);
    assert.equal(answer.readUInt16BE(2), 1002);
  });
}

test('what came with the handshake is read after the caller has the socket', async (t) => {
  const { promise: text, resolve } = Promise.withResolvers<string>();
  await serve(
    t,
    (said, webSocket) => {
      assert.ok(webSocket.isOpen);
      resolve(said);
    },
    { head: frame(1, 'early') },
  );
  assert.equal(await text, 'early');
});

test('when the door closes the client is told, and one that does not leave is cut off (RFC 6455 §7.1.1)', async (t) => {
  const closing = new AbortController();
  const { client, socket, webSocket, closed } = await serve(t, () => {}, { closing: closing.signal });
  closing.abort();
  assert.equal(webSocket.isOpen, false);
  const [answer] = (await once(client, 'data')) as [Buffer];
  assert.equal(answer[0], 0x88);
  assert.equal(answer.readUInt16BE(2), 1001);
  // This client ends nothing by itself.
  await closed;
  assert.ok(socket.destroyed);
  webSocket.send('nobody hears this, and nothing breaks');
});
