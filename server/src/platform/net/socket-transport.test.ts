import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { makeAuthority } from '../tls/authority.fixture.ts';
import { CertificateFolder } from '../tls/certificate-folder.ts';
import { listen } from './listener.ts';
import type { Transport } from './transport.ts';

async function accept(t: TestContext, implicitTls = false) {
  const folder = await mkdtemp(join(tmpdir(), 'relais-net-'));
  const certificates = await CertificateFolder.open(folder, ['localhost'], Date.now);
  const waiting: ((transport: Transport) => void)[] = [];
  const arrived: Transport[] = [];
  const listener = await listen({
    address: '127.0.0.1',
    port: 0,
    ...(implicitTls ? { implicitTls: () => certificates.contextFor() } : {}),
    onConnection: (transport) => {
      const deliver = waiting.shift();
      if (deliver === undefined) arrived.push(transport);
      else deliver(transport);
    },
  });
  t.after(async () => {
    await listener.close();
    await rm(folder, { recursive: true });
  });
  const next = (): Promise<Transport> => {
    const ready = arrived.shift();
    return ready ? Promise.resolve(ready) : new Promise((resolve) => waiting.push(resolve));
  };
  return { port: listener.bound.port, next, certificates, close: () => listener.close() };
}

const text = (chunk: Uint8Array | null): string | null => (chunk === null ? null : Buffer.from(chunk).toString());

async function readTls(socket: Socket): Promise<string> {
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk.toString();
}

test('what a client sends is read in order, and its end is the end', async (t) => {
  const { port, next } = await accept(t);
  const client = connect(port, '127.0.0.1');
  const transport = await next();
  const reading = transport.read();
  client.write('hello');
  assert.equal(text(await reading), 'hello');
  client.end();
  assert.equal(await transport.read(), null);
  assert.equal(await transport.read(), null);
  transport.destroy();
});

test('a closed listener gives nobody to the service who shook hands too slowly', async (t) => {
  const { port, next, close } = await accept(t, true);
  const slow = connect(port, '127.0.0.1');
  await once(slow, 'connect');
  const quick = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  const taken = await next();
  // Connections are taken in their order, so that the slow one has been.
  await close();
  const secure = connectTls({ socket: slow, rejectUnauthorized: false });
  secure.on('error', () => {});
  let isSecure = false;
  secure.once('secureConnect', () => {
    isSecure = true;
  });
  await new Promise((closed) => secure.once('close', closed));
  assert.equal(isSecure, false);
  quick.write('hello');
  assert.equal(text(await taken.read()), 'hello', 'whoever was taken goes on');
  quick.destroy();
  taken.destroy();
});

test('what was read stays as it is when more comes: deliveries keep it without a copy', async (t) => {
  const { port, next } = await accept(t);
  const client = connect(port, '127.0.0.1');
  const transport = await next();
  const kept: Uint8Array[] = [];
  for (let n = 0; n < 200; n += 1) {
    const reading = transport.read();
    client.write(
      String(n)
        .padStart(3, '0')
        .repeat(1 + (n % 7) * 1_000),
    );
    const chunk = await reading;
    assert.ok(chunk !== null);
    kept.push(chunk);
    // The rest of a long one, which may come in pieces.
    for (let length = chunk.length; length < 3 * (1 + (n % 7) * 1_000); ) {
      const more = await transport.read();
      assert.ok(more !== null);
      kept.push(more);
      length += more.length;
    }
  }
  const expected = Array.from({ length: 200 }, (_, n) =>
    String(n)
      .padStart(3, '0')
      .repeat(1 + (n % 7) * 1_000),
  );
  assert.equal(Buffer.concat(kept).toString(), expected.join(''));
  transport.destroy();
  client.destroy();
});

test('bytes sent before the TLS handshake never reach the session (RFC 3207 §4.2)', async (t) => {
  const { port, next, certificates } = await accept(t);
  const client = connect(port, '127.0.0.1');
  const transport = await next();
  const reading = transport.read();
  client.write('STARTTLS\r\n');
  assert.equal(text(await reading), 'STARTTLS\r\n');
  await new Promise((resolve) => client.write('INJECTED\r\n', resolve));
  const upgraded = transport.upgradeToTls(certificates.contextFor());
  const outcome = await Promise.race([
    upgraded.then(() => 'upgraded'),
    new Promise<string>((resolve) => {
      const secure = connectTls({ socket: client, rejectUnauthorized: false });
      secure.on('error', () => resolve('handshake failed'));
      secure.on('secureConnect', () => secure.write('SECURE\r\n'));
    }),
  ]).catch(() => 'handshake failed');
  // Either the injected bytes were dropped or they spoilt the handshake; they are never read.
  if (outcome === 'upgraded') {
    assert.equal(text(await transport.read()), 'SECURE\r\n');
    assert.match(transport.tls?.protocol ?? '', /^TLSv1\.[23]$/);
  } else assert.equal(outcome, 'handshake failed');
  transport.destroy();
});

test('an implicit TLS connection is secure from its first byte', async (t) => {
  const { port, next } = await accept(t, true);
  const client = connectTls({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
  const transport = await next();
  assert.equal(transport.tls?.serverName, 'localhost');
  const greeting = readTls(client);
  await transport.write('* OK ready\r\n');
  assert.equal(await greeting, '* OK ready\r\n');
  const ended = once(client, 'close');
  await transport.end('* BYE\r\n');
  client.resume();
  await ended;
  assert.equal(transport.isClosed, true);
});

for (const implicitTls of [false, true])
  test(`what nobody asks for is held back, and is all there in the end${implicitTls ? ' (TLS)' : ''}`, async (t) => {
    const { port, next } = await accept(t, implicitTls);
    const client = implicitTls
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
      : connect(port, '127.0.0.1');
    const sent = randomBytes(8_000_000);
    client.end(sent);
    const transport = await next();
    while (transport.bytesRead < 65_536) await new Promise((resolve) => setImmediate(resolve));
    const received: Uint8Array[] = [];
    for (;;) {
      // As much as waits here, as much in the socket, and what TLS has read beyond both.
      assert.ok(transport.bytesRead - received.reduce((sum, { length }) => sum + length, 0) < 1_000_000);
      const chunk = await transport.read();
      if (chunk === null) break;
      received.push(chunk);
      // Slower than it comes.
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(Buffer.concat(received).equals(sent));
    transport.destroy();
    client.destroy();
  });

test('last words arrive whole, and the connection ends with them', async (t) => {
  const { port, next } = await accept(t);
  for (const words of ['', 'goodbye\r\n', 'x'.repeat(8_000_000)]) {
    const client = connect(port, '127.0.0.1');
    const received: Buffer[] = [];
    client.on('data', (chunk: Buffer) => void received.push(chunk));
    const over = once(client, 'close');
    const transport = await next();
    void transport.write('first ');
    await transport.end(words, 60_000);
    assert.equal(transport.isClosed, true);
    const [hadError] = await over;
    assert.equal(hadError, false);
    assert.ok(Buffer.concat(received).equals(Buffer.from(`first ${words}`)), `${words.length} bytes`);
    assert.equal(await transport.read(), null);
  }
});

test('a client that stops reading holds back its writer only', async (t) => {
  const { port, next } = await accept(t);
  const client = connect(port, '127.0.0.1').pause();
  const transport = await next();
  let written = 0;
  let blocked = false;
  for (let round = 0; round < 200 && !blocked; round += 1) {
    const pending = transport.write(Buffer.alloc(1 << 18));
    written += 1 << 18;
    blocked = await Promise.race([
      Promise.resolve(pending).then(() => false),
      new Promise<boolean>((resolve) => setImmediate(() => setImmediate(() => resolve(true)))),
    ]);
  }
  assert.equal(blocked, true, `${written} bytes were taken without back-pressure`);
  const received = once(client, 'data');
  client.resume();
  await received;
  transport.destroy();
  client.destroy();
});

test('a port in use is refused with a sentence for the operator', async (t) => {
  const { port } = await accept(t);
  await assert.rejects(
    listen({ address: '127.0.0.1', port, onConnection: () => {} }),
    /already in use, by another program or another binding/,
  );
});

for (const implicitTls of [false, true])
  test(`what was written may be used again once that is said, also when the client has been slow${implicitTls ? ' (TLS)' : ''}`, async (t) => {
    const { port, next } = await accept(t, implicitTls);
    const client = implicitTls
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
      : connect(port, '127.0.0.1');
    client.on('error', () => {});
    client.pause();
    const server = await next();
    const pieceBytes = 1_000_000;
    const pieces = 16;
    let given = 0;
    const writing = (async () => {
      for (let piece = 0; piece < pieces; piece++) {
        const bytes = Buffer.alloc(pieceBytes, piece);
        // Whoever gets the memory next writes over it.
        await server.write(bytes, () => {
          given++;
          bytes.fill(0xff);
        });
      }
      await server.end();
    })();
    const received: Buffer[] = [];
    client.on('data', (chunk: Buffer) => void received.push(chunk));
    client.resume();
    await Promise.all([writing, once(client, 'close')]);
    const sent = Buffer.concat(Array.from({ length: pieces }, (_, piece) => Buffer.alloc(pieceBytes, piece)));
    assert.ok(Buffer.concat(received).equals(sent));
    assert.equal(given, pieces);
  });

test('a client whose certificate has no subject, as authorities give them, is one like any other (RFC 5280 §4.1.2.6)', async (t) => {
  const { port, next, certificates } = await accept(t);
  const authority = await makeAuthority(Date.now());
  const shown = await authority.issue(['mx.contoso.test'], '');
  const socket = connect(port, '127.0.0.1');
  const transport = await next();
  const upgraded = transport.upgradeToMutualTls(certificates.credentials(), [authority.certificate]);
  const client = connectTls({ socket, rejectUnauthorized: false, cert: shown.certificate, key: shown.key });
  const seen = await upgraded;
  assert.deepEqual([seen?.subject, seen?.problem, seen?.isFor('mx.contoso.test')], ['', null, true]);
  transport.destroy();
  client.destroy();
});
