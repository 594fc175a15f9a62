import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { constants, createDeflateRaw, createInflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';
import { connect } from 'node:net';
import { once } from 'node:events';
import type { ManagementValue } from '@relais/management-contract';
import { imapSettings } from '../../../server/src/protocols/imap/settings.ts';
import { LineClient } from '../../support/line-client.ts';
import { type ImapServer, password, startImapServer } from './imap-server.ts';

async function started(t: TestContext, change: Readonly<Record<string, ManagementValue>> = {}): Promise<ImapServer> {
  const server = await startImapServer({ LoginType: 'PlainTextLogin', ...change });
  t.after(() => server.stop());
  await server.user('ann');
  return server;
}

async function greeted(server: ImapServer): Promise<LineClient> {
  const client = await LineClient.connect(server.ports.plain);
  assert.match((await client.line()) ?? '', /^\* OK /);
  return client;
}

async function signedIn(server: ImapServer): Promise<LineClient> {
  const client = await greeted(server);
  assert.match((await client.command('l', `LOGIN ann ${password}`)).at(-1) ?? '', /^l OK/);
  return client;
}

/** Waits until the server has read so many bytes of its only connection. */
async function hasRead(server: ImapServer, bytes: number): Promise<void> {
  while ((server.liveSessions.list('IMAP4')[0]?.bytesIn() ?? 0) < bytes)
    await new Promise((resolve) => setImmediate(resolve));
}

test('a client that trickles bytes and completes no command is timed out before sign-in', async (t) => {
  const server = await started(t);
  const client = await greeted(server);
  for (const [at, character] of [...'a LO'].entries()) {
    client.send(character);
    await hasRead(server, at + 1);
    server.clock.advance(14_000);
  }
  assert.ok(client.isQuiet);
  server.clock.advance(4_000);
  assert.match(
    (await client.line()) ?? '',
    /^\* BYE Connection is closed\. 13 \(no complete command for 60 seconds\)$/,
  );
  assert.equal(await client.line(), null);
  assert.equal(server.liveSessions.history().at(-1)?.reason, 'unauthenticated-timeout');
});

test('complete commands keep a connection alive, before and after sign-in', async (t) => {
  const server = await started(t, {});
  const client = await greeted(server);
  for (let i = 0; i < 5; i++) {
    server.clock.advance(50_000);
    assert.equal((await client.command(`n${i}`, 'NOOP')).at(-1), `n${i} OK NOOP completed.`);
  }
  await client.command('l', `LOGIN ann ${password}`);
  for (let i = 0; i < 3; i++) {
    server.clock.advance(29 * 60_000);
    assert.equal((await client.command(`m${i}`, 'NOOP')).at(-1), `m${i} OK NOOP completed.`);
  }
  server.clock.advance(30 * 60_000 - 1);
  assert.ok(client.isQuiet);
  server.clock.advance(1);
  assert.match((await client.line()) ?? '', /^\* BYE .*1800 seconds/);
});

test('IDLE is inactive while nothing is sent; what the server pushes counts as activity', async (t) => {
  const server = await started(t);
  const idler = await signedIn(server);
  await idler.command('s', 'SELECT INBOX');
  idler.send('i IDLE\r\n');
  await idler.until(/^\+/);
  server.clock.advance(29 * 60_000);
  const other = await signedIn(server);
  await other.command('a', 'APPEND INBOX {6+}\r\nA: b\r\n');
  await idler.until(/RECENT/);
  other.close();
  server.clock.advance(29 * 60_000);
  assert.ok(idler.isQuiet);
  server.clock.advance(60_000);
  assert.match((await idler.line()) ?? '', /^\* BYE /);
});

test('a limit of connections is refused by its name', async (t) => {
  const server = await started(t, { MaxConnections: 3, MaxConnectionFromSingleIP: 2, MaxConnectionsPerUser: 1 });
  const first = await signedIn(server);
  const second = await greeted(server);
  assert.equal(
    (await second.command('l', `LOGIN ann ${password}`)).at(-1),
    'l NO [LIMIT] LOGIN failed. The limit MaxConnectionsPerUser of 1 connections is reached.',
  );
  const third = await LineClient.connect(server.ports.plain);
  assert.equal(
    await third.line(),
    '* BYE [UNAVAILABLE] The limit MaxConnectionFromSingleIP of 2 connections is reached.',
  );
  assert.equal(await third.line(), null);
  await first.command('o', 'LOGOUT');
  assert.equal(await first.line(), null);
  assert.match((await second.command('m', `LOGIN ann ${password}`)).at(-1) ?? '', /^m OK/);
});

test('the longest command line is what MaxCommandSize says, literals not counted', async (t) => {
  const server = await started(t, { MaxCommandSize: 1_024 });
  const client = await signedIn(server);
  assert.match(
    (await client.command('a', `SEARCH SUBJECT "${'x'.repeat(1_100)}"`)).at(-1) ?? '',
    /^a BAD .*longer than 1024 bytes/,
  );
  await client.command('s', 'SELECT INBOX');
  assert.match((await client.command('b', `SEARCH SUBJECT {2000+}\r\n${'x'.repeat(2_000)}`)).at(-1) ?? '', /^b OK/);
});

test('a restart takes over the settings, keeps the port and sends sessions away with a word', async (t) => {
  const server = await started(t);
  const client = await signedIn(server);
  await server.settings.configure(imapSettings, { Banner: 'Hello there' });
  const unchanged = await greeted(server);
  unchanged.close();
  const before = server.service.bound;
  await server.service.restart();
  assert.equal(await client.line(), '* BYE The IMAP4 service is restarting; connect again.');
  assert.deepEqual(server.service.bound, before);
  const after = await LineClient.connect(server.ports.plain);
  assert.equal(await after.line(), '* OK Hello there');
});

test('hidden folders are listed only when the setting says so', async (t) => {
  const server = await started(t);
  const client = await signedIn(server);
  const { mailbox } = await server.user('ann');
  const store = await server.mailStore.account(mailbox.guid);
  const hidden = (await store.listFolders()).filter((folder) => folder.hidden).map((folder) => folder.name);
  const listed = (await client.command('a', 'LIST "" *')).join('\n');
  for (const name of hidden) assert.ok(!listed.includes(name));
  await server.settings.configure(imapSettings, { ShowHiddenFoldersEnabled: true });
  await server.service.restart();
  const again = await signedIn(server);
  const all = (await again.command('a', 'LIST "" *')).join('\n');
  for (const name of hidden) assert.ok(all.includes(name));
  assert.match(all, /INBOX/);
});

test('the protocol log has the commands and never a password', async (t) => {
  const server = await started(t, { ProtocolLogEnabled: true });
  const client = await signedIn(server);
  await client.command('a', `LOGIN ann {${password.length}+}\r\n${password}`);
  await client.command('o', 'LOGOUT');
  assert.equal(await client.line(), null);
  await server.service.stop();
  const folder = join(server.dataDirectory, 'Logging', 'Imap4');
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  const log = texts.join('');
  assert.match(log, /LOGIN ann \*\*\*\*/);
  assert.match(log, /LOGOUT/);
  assert.ok(!log.includes(password));
});

test('the protocol log has every line: what the parser refused, UID forms, DONE; never a password', async (t) => {
  const server = await started(t, { ProtocolLogEnabled: true });
  const client = await signedIn(server);
  await client.command('s', 'EXAMINE INBOX');
  assert.match((await client.command('f', 'FETCH 0 FLAGS')).at(-1) ?? '', /^f BAD/);
  assert.match((await client.command('g', 'FETCH 1 (FOO)')).at(-1) ?? '', /^g BAD/);
  assert.match((await client.command('u', 'UID FETCH 999 FLAGS')).at(-1) ?? '', /^u OK/);
  assert.match((await client.command('b', `LOGIN ann ${password} more`)).at(-1) ?? '', /^b BAD/);
  // What the reply quotes of such a line.
  assert.match((await client.command('c', `LOGIN ann more ${password}`)).at(-1) ?? '', /^c BAD/);
  client.send(`${password.replace(' ', '')}\r\n`);
  assert.match((await client.line()) ?? '', /^\* BAD/);
  client.send('i IDLE\r\n');
  await client.line();
  client.send('DONE\r\n');
  await client.line();
  await client.command('o', 'LOGOUT');
  await server.service.stop();
  const folder = join(server.dataDirectory, 'Logging', 'Imap4');
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  const received = [...texts.join('').matchAll(/,<,([^,\r]*),/g)].map(([, line]) => line);
  assert.deepEqual(received, [
    'LOGIN ann ****',
    'EXAMINE INBOX',
    'FETCH 0 FLAGS',
    'FETCH 1 (FOO)',
    'UID FETCH 999 FLAGS',
    'LOGIN **** ****',
    'LOGIN **** ****',
    '****',
    'IDLE',
    'DONE',
    'LOGOUT',
  ]);
  assert.ok(!texts.join('').includes(password) && !texts.join('').includes(password.replace(' ', '')));
});

test('a session is known by user, client, state, folder and last command', async (t) => {
  const server = await started(t);
  const client = await signedIn(server);
  await client.command('i', 'ID ("name" "Test" "version" "1")');
  await client.command('s', 'EXAMINE INBOX');
  const [live] = server.liveSessions.list('IMAP4');
  assert.deepEqual(
    [live?.user, live?.client, live?.state, live?.folder, live?.lastCommand, live?.secure],
    ['ann@example.test', 'Test 1', 'selected', 'INBOX', 'EXAMINE', false],
  );
  live?.close('closed-by-administrator', 'An administrator closed this session.');
  assert.equal(await client.line(), '* BYE An administrator closed this session.');
  assert.equal(await client.line(), null);
});

test('a whole conversation gives the same answers byte by byte as at once', async (t) => {
  const server = await started(t);
  const conversation =
    `a LOGIN {3+}\r\nann {${password.length}+}\r\n${password}\r\n` +
    'b EXAMINE INBOX\r\nc UID SEARCH RETURN (COUNT) OR ALL SUBJECT {1+}\r\nx\r\nd LIST "" INBOX RETURN (STATUS (MESSAGES))\r\n' +
    'e FETCH 1:* FLAGS\r\nf NOSUCH {3+}\r\nabc\r\ng LOGOUT\r\n';
  const answers = async (send: (client: LineClient) => Promise<void>): Promise<string[]> => {
    const client = await LineClient.connect(server.ports.plain);
    await send(client);
    return client.until(/^g OK/);
  };
  const atOnce = await answers(async (client) => client.send(conversation));
  const byByte = await answers(async (client) => {
    for (const byte of conversation) {
      client.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  assert.equal(atOnce.filter((line) => /^[a-g] (OK|BAD)/.test(line)).length, 7);
  assert.deepEqual(byByte, atOnce);
});

test('COMPRESS=DEFLATE: both directions are raw deflate after the OK (RFC 4978); a bomb ends the connection', async (t) => {
  const server = await started(t);
  const socket = connect(server.ports.plain, '127.0.0.1');
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  // It may close while what came last is still being inflated.
  const closed = once(socket, 'close');
  let plain = '';
  const seen = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(plain)) plain += String((await once(socket, 'data'))[0]);
  };
  socket.write(`a LOGIN ann ${password}\r\nb COMPRESS DEFLATE\r\n`);
  await seen(/b OK DEFLATE active\.\r\n$/);
  const deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
  const inflate = createInflateRaw();
  socket.pipe(inflate);
  deflate.pipe(socket, { end: false });
  let answered = '';
  inflate.on('data', (chunk: Buffer) => void (answered += chunk.toString()));
  deflate.write('c NOOP\r\nd COMPRESS DEFLATE\r\n');
  while (!/d NO/.test(answered)) await once(inflate, 'data');
  assert.equal(
    answered,
    'c OK NOOP completed.\r\nd NO [COMPRESSIONACTIVE] COMPRESS failed. DEFLATE is active already.\r\n',
  );
  // The stream is cut off in the middle, as it should be.
  inflate.on('error', () => {});
  for (let i = 0; i < 4; i++) deflate.write(Buffer.alloc(20 * 1024 * 1024, 'x'));
  while (!/\* BYE /.test(answered)) await once(inflate, 'data');
  assert.match(answered, /\r\n\* BYE \d+ compressed bytes grew to \d+; at most 100 times as many are taken\.\r\n$/);
  await closed;
  assert.equal(server.liveSessions.list('IMAP4').length, 0);
});

test('what is no deflate after COMPRESS ends the connection, with the reason', async (t) => {
  const server = await started(t);
  const socket = connect(server.ports.plain, '127.0.0.1');
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  let plain = '';
  socket.write(`a LOGIN ann ${password}\r\nb COMPRESS DEFLATE\r\n`);
  while (!plain.endsWith('b OK DEFLATE active.\r\n')) plain += String((await once(socket, 'data'))[0]);
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => void pieces.push(piece));
  // A client that has forgotten to compress.
  socket.write('c NOOP\r\n');
  await once(socket, 'close');
  const said = inflateRawSync(Buffer.concat(pieces), { finishFlush: constants.Z_SYNC_FLUSH }).toString();
  assert.match(said, /^\* BYE What came is not deflate \(.+\)\.\r\n$/);
});

test('UNAUTHENTICATE ends COMPRESS in both directions, also for a client that does not wait (RFC 8437 §4.1)', async (t) => {
  const server = await started(t);
  for (const finish of [constants.Z_SYNC_FLUSH, constants.Z_FINISH]) {
    for (const isCutUp of [false, true]) {
      const socket = connect(server.ports.plain, '127.0.0.1');
      t.after(() => socket.destroy());
      await once(socket, 'connect');
      let received = Buffer.alloc(0);
      const seen = async (pattern: RegExp, plain: () => Buffer): Promise<void> => {
        while (!pattern.test(plain().toString()))
          received = Buffer.concat([received, (await once(socket, 'data'))[0] as Buffer]);
      };
      socket.write(`a LOGIN ann ${password}\r\nb COMPRESS DEFLATE\r\n`);
      await seen(/b OK DEFLATE active\.\r\n$/, () => received);
      received = Buffer.alloc(0);
      const compressed = deflateRawSync('c NOOP\r\nd UNAUTHENTICATE\r\n', { finishFlush: finish });
      const bytes = Buffer.concat([compressed, Buffer.from(`e LOGIN ann ${password}\r\n`)]);
      // Byte by byte a flush comes in two pieces.
      socket.setNoDelay(true);
      if (isCutUp)
        for (const byte of bytes) await new Promise<void>((sent) => socket.write(Buffer.of(byte), () => sent()));
      else socket.write(bytes);
      const end = Buffer.from('e OK [CAPABILITY ');
      await seen(/[^]/, () => (received.includes(end) ? end : Buffer.alloc(0)));
      const flushed = received.lastIndexOf(Buffer.from([0x00, 0x00, 0xff, 0xff])) + 4;
      const said = inflateRawSync(received.subarray(0, flushed), { finishFlush: constants.Z_SYNC_FLUSH }).toString();
      assert.equal(said, 'c OK NOOP completed.\r\nd OK UNAUTHENTICATE completed.\r\n');
      await seen(/[^]/, () =>
        received.subarray(flushed).toString().endsWith('completed.\r\n') ? end : Buffer.alloc(0),
      );
      assert.match(
        received.subarray(flushed).toString(),
        /^e OK \[CAPABILITY .*COMPRESS=DEFLATE.*\] LOGIN completed\.\r\n$/,
      );
      socket.destroy();
    }
  }
});

test('200 malformed command lines each get an answer, and the session goes on', async (t) => {
  const server = await started(t);
  const client = await signedIn(server);
  const pieces = [
    'a',
    '(',
    ')',
    '"',
    '{',
    '}',
    '\\',
    '*',
    '%',
    'FETCH',
    'UID',
    '1:*',
    'BODY[',
    '&',
    '\t',
    '~',
    'LIST',
    'STORE',
  ];
  for (let i = 0; i < 200; i++) {
    const words = [0, 1, 2, 3].map((k) => pieces[(i * 7 + k * (i % 11)) % pieces.length]);
    const lines = await client.command(`t${i}`, `X${words.join(i % 2 === 0 ? ' ' : '')}`);
    assert.match(lines.at(-1) ?? '', new RegExp(`^t${i} BAD `));
  }
  assert.equal((await client.command('z', 'NOOP')).at(-1), 'z OK NOOP completed.');
});

test('a client that asks for much and reads nothing holds bounded memory, and is timed out', async (t) => {
  const server = await started(t);
  const { mailbox } = await server.user('ann');
  const store = await server.mailStore.account(mailbox.guid);
  const incoming = await store.beginMessage();
  const line = Buffer.from(`${'x'.repeat(76)}\r\n`.repeat(1_000));
  await incoming.write(Buffer.from('Subject: large\r\n\r\n'));
  for (let written = 0; written < 20_000_000; written += line.length) await incoming.write(line);
  await store.append((await store.folder('INBOX')).folderId, [
    { message: await incoming.finish(), flags: { bits: 0, keywords: [] } },
  ]);
  const socket = connect(server.ports.plain, '127.0.0.1');
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  socket.pause();
  socket.write(`a LOGIN ann ${password}\r\nb SELECT INBOX\r\n${'c FETCH 1 BODY.PEEK[]\r\n'.repeat(20)}`);
  // The server has sent what the network takes and waits; its counter stands still from one look to the next.
  const sent = (): number => server.liveSessions.list('IMAP4')[0]?.bytesOut() ?? 0;
  for (let before = -1, still = 0; still < 200; before = sent()) {
    still = sent() === before && before > 1_000_000 ? still + 1 : 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(sent() < 20_000_000, `${sent()} bytes are on their way to a client that reads nothing`);
  while (server.liveSessions.list('IMAP4').length > 0) {
    // Not inactive while the server still reads for it, only once nothing is taken any more.
    server.clock.advance(30 * 60_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(server.liveSessions.history().at(-1)?.reason, 'idle-timeout');
});
