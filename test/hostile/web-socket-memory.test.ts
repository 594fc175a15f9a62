import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { serveWebSocket } from '../../server/src/http/web-socket/web-socket.ts';
import { usedMemory } from './used-memory.ts';

/** A frame of RFC 6455 §5.2, masked with zeros. */
function frame(first: number, text = ''): Buffer {
  return Buffer.concat([Buffer.from([first, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

test('a message in half a million fragments of one byte takes its size, not two hundred times that', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[socket]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [[Socket], unknown];
  t.after(() => {
    client.destroy();
    socket.destroy();
    server.close();
  });
  const { promise: whole, resolve } = Promise.withResolvers<string>();
  const handlers = { onText: resolve, onClosed: () => {} };
  serveWebSocket({ socket, head: Buffer.alloc(0) }, 10_000_000, handlers, new AbortController().signal);
  client.write(frame(0x01, 'a'));
  const block = Buffer.concat(Array.from({ length: 5000 }, () => frame(0x00, 'a')));
  const before = await usedMemory();
  for (let sent = 0; sent < 100; sent++) if (!client.write(block)) await once(client, 'drain');
  client.write(frame(0x89));
  const [pong] = (await once(client, 'data')) as [Buffer];
  assert.equal(pong[0], 0x8a, 'all of it was read');
  const used = (await usedMemory()) - before;
  assert.ok(used < 10_000_000, `${used} bytes for 500,001 that wait`);
  client.write(frame(0x80));
  assert.equal((await whole).length, 500_001);
});
