import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { test } from 'node:test';
import { startServer } from '../../../../test/support/server.ts';
import { everything, JmapTestClient } from './fixtures/jmap-client.ts';

/** The client's end of RFC 6455, in a few lines: masked text out, text and close codes in. */
async function openSocket(client: JmapTestClient, more: Record<string, string> = {}) {
  const key = randomBytes(16).toString('base64');
  const call = httpsRequest({
    host: '127.0.0.1',
    port: client.server.ports.https,
    path: '/jmap/ws',
    rejectUnauthorized: false,
    headers: {
      ...client.headers,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': key,
      'sec-websocket-version': '13',
      'sec-websocket-protocol': 'jmap',
      ...more,
    },
  });
  call.end();
  const [status, accept, socket] = await new Promise<[number, string, Duplex | null]>((resolve, reject) => {
    call.on('upgrade', (response, duplex) => resolve([101, String(response.headers['sec-websocket-accept']), duplex]));
    call.on('response', (response) => {
      response.resume();
      resolve([response.statusCode ?? 0, '', null]);
    });
    call.on('error', reject);
  });
  if (socket === null)
    return { status, send: () => {}, next: () => Promise.reject(new Error(String(status))), end: () => {} };
  assert.equal(accept, createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64'));
  // oxlint-disable-next-line typescript/no-explicit-any -- messages are looked into by path
  const seen: any[] = [];
  // oxlint-disable-next-line typescript/no-explicit-any -- messages are looked into by path
  const waiting: ((message: any) => void)[] = [];
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      if (pending.length < 2) return;
      let length = (pending[1] as number) & 0x7f;
      let at = 2;
      if (length === 126) {
        length = pending.readUInt16BE(2);
        at = 4;
      } else if (length === 127) {
        length = pending.readUInt32BE(6);
        at = 10;
      }
      if (pending.length < at + length) return;
      const opcode = (pending[0] as number) & 0x0f;
      const payload = pending.subarray(at, at + length);
      pending = pending.subarray(at + length);
      const message = opcode === 8 ? { closed: payload.readUInt16BE() } : JSON.parse(payload.toString());
      const take = waiting.shift();
      if (take === undefined) seen.push(message);
      else take(message);
    }
  });
  return {
    status,
    send(text: string, pieces = 1) {
      const bytes = Buffer.from(text);
      for (let piece = 0; piece < pieces; piece++) {
        const part = bytes.subarray((bytes.length * piece) / pieces, (bytes.length * (piece + 1)) / pieces);
        const head = Buffer.from([
          (piece === pieces - 1 ? 0x80 : 0) | (piece === 0 ? 1 : 0),
          0x80 | 126,
          part.length >> 8,
          part.length & 255,
        ]);
        const mask = randomBytes(4);
        socket.write(Buffer.concat([head, mask, part.map((byte, at) => byte ^ (mask[at & 3] as number))]));
      }
    },
    // oxlint-disable-next-line typescript/no-explicit-any -- messages are looked into by path
    next: () => new Promise<any>((resolve) => (seen.length > 0 ? resolve(seen.shift()) : waiting.push(resolve))),
    end: () => socket.destroy(),
  };
}

test('requests and push over one WebSocket (RFC 8887)', async (t) => {
  const server = await startServer(t);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const socket = await openSocket(alice);
  assert.equal(socket.status, 101);
  const request = { '@type': 'Request', id: 'R1', using: everything, methodCalls: [['Core/echo', { été: 'à' }, 'c']] };
  socket.send(JSON.stringify(request), 3);
  const answer = await socket.next();
  assert.equal(answer['@type'], 'Response');
  assert.equal(answer.requestId, 'R1');
  assert.deepEqual(answer.methodResponses, [['Core/echo', { été: 'à' }, 'c']]);

  socket.send('{"id":"R2","@type":"Request","using":[]}');
  const refusal = await socket.next();
  assert.equal(refusal['@type'], 'RequestError');
  assert.equal(refusal.requestId, 'R2');
  assert.equal(refusal.type, 'urn:ietf:params:jmap:error:notRequest');

  // RFC 8887 §4.4: what is no JSON has no id to be answered with.
  socket.send('The quick brown fox jumps over the lazy dog.');
  const notJson = await socket.next();
  assert.deepEqual(
    { ...notJson, detail: typeof notJson.detail },
    {
      '@type': 'RequestError',
      requestId: null,
      type: 'urn:ietf:params:jmap:error:notJSON',
      status: 400,
      detail: 'string',
    },
  );
  socket.send(JSON.stringify({ ...request, '@type': 'Question' }));
  assert.equal((await socket.next()).type, 'urn:ietf:params:jmap:error:notRequest');

  socket.send('{"@type":"WebSocketPushEnable","dataTypes":["Email"]}');
  socket.send(JSON.stringify({ ...request, id: 'R3' }));
  await socket.next();
  await alice.draft();
  const change = await socket.next();
  assert.equal(change['@type'], 'StateChange');
  assert.deepEqual(Object.keys(change.changed[alice.accountId]), ['Email']);
  socket.end();

  // What was missed is told at once to whom comes back with the push state of before.
  await alice.draft();
  const again = await openSocket(alice);
  again.send(JSON.stringify({ '@type': 'WebSocketPushEnable', dataTypes: ['Email'], pushState: change.pushState }));
  assert.equal((await again.next())['@type'], 'StateChange');
  again.end();
});

test('a WebSocket is not opened for another site, without a sign-in, or without the protocol', async (t) => {
  const server = await startServer(t);
  const alice = await JmapTestClient.open(server, server.users.alice);
  assert.equal((await openSocket(alice, { origin: 'https://evil.example' })).status, 403);
  assert.equal((await openSocket(alice, { authorization: 'Basic bm9ib2R5Ong=' })).status, 401);
  assert.equal((await openSocket(alice, { 'sec-websocket-protocol': 'chat' })).status, 426);
});

test('a server that stops says so over an open WebSocket and ends open event streams, and waits for neither', async (t) => {
  const server = await startServer(t);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const socket = await openSocket(alice);
  socket.send('{"@type":"WebSocketPushEnable"}');
  const events = await new Promise<IncomingMessage>((resolve, reject) => {
    const { https: port } = server.ports;
    const path = '/jmap/eventsource?types=*&closeafter=no&ping=0';
    httpsRequest({ host: '127.0.0.1', port, path, rejectUnauthorized: false, headers: alice.headers }, resolve)
      .on('error', reject)
      .end();
  });
  // 'end' comes to whom the answer was ended for, an error to whom was cut off.
  const ended = once(events.resume(), 'end');
  await server.stop();
  assert.deepEqual(await socket.next(), { closed: 1001 });
  await ended;
});
