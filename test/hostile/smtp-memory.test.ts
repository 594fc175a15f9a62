import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';
import { type SmtpServer, startSmtpServer } from '../transcripts/smtp/smtp-server.ts';
import { usedMemory } from './used-memory.ts';

let server: SmtpServer;
before(async () => {
  server = await startSmtpServer();
});
after(() => server.stop());

/** Sends `count` blocks as fast as the server takes them. */
async function pour(
  port: number,
  before: string,
  block: Buffer,
  count: number,
): Promise<{ readonly most: number; readonly said: string }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let said = '';
  socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
  socket.on('error', () => {});
  let wake = (): void => {};
  socket.on('drain', () => wake());
  socket.on('close', () => wake());
  socket.write(before);
  let most = 0;
  for (let n = 0; n < count && !socket.destroyed; n += 1) {
    if (!socket.write(block)) await new Promise<void>((resolve) => (wake = resolve));
    if (n % 64 === 0) most = Math.max(most, await usedMemory());
  }
  socket.destroy();
  return { most, said };
}

test('a line without an end, a header without an end and a message without an end hold no memory', async () => {
  const envelope = 'EHLO c\r\nMAIL FROM:<a@elsewhere.test>\r\nRCPT TO:<anna@example.test>\r\nDATA\r\n';
  const block = Buffer.alloc(256 * 1024, 'x');
  const lines = Buffer.from(`X-Field: ${'x'.repeat(70)}\r\n`.repeat(3000));
  const start = await usedMemory();
  const line = await pour(server.ports.world, 'NOOP ', block, 200);
  const header = await pour(server.ports.world, envelope, lines, 200);
  const body = await pour(server.ports.world, `${envelope}Subject: x\r\n\r\n`, block, 400);
  assert.match(line.said, /\r\n500 5\.5\.2 Line too long\r\n/);
  for (const { most } of [line, header, body])
    assert.ok(most - start < 24 * 1024 * 1024, `${Math.round((most - start) / 1024)} KB more`);
  const client = await SmtpClient.connect(server.ports.world);
  assert.match(client.greeting, /^220 /);
  client.close();
});

test('hundreds of messages leave nothing behind', async () => {
  const client = await SmtpClient.connect(server.ports.world);
  await client.say('EHLO c');
  const send = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1)
      assert.match(
        await client.send(
          'a@elsewhere.test',
          ['anna@example.test', 'bob@example.test'],
          `Subject: ${n}\r\n\r\n${'x'.repeat(4000)}`,
        ),
        /^250 /,
      );
  };
  await send(100);
  const start = await usedMemory();
  await send(400);
  const more = (await usedMemory()) - start;
  assert.ok(more < 8 * 1024 * 1024, `${Math.round(more / 1024)} KB more`);
});
