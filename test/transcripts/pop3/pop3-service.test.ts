import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ByteSize, TimeSpan } from '@relais/management-contract';
import { startPostgres } from '../../support/postgres.ts';
import { LineClient } from '../../support/line-client.ts';
import { type Pop3Server, type Settings, startPop3Server } from './pop3-server.ts';

const credentials = 'AGFubgBjb3JyZWN0IGhvcnNl';

async function started(t: TestContext, settings: Settings = {}): Promise<Pop3Server> {
  const server = await startPop3Server(settings);
  t.after(() => server.stop());
  return server;
}

/** A client that has been greeted. */
async function greeted(server: Pop3Server, tls = true): Promise<LineClient> {
  const client = await LineClient.connect(tls ? server.ports.tls : server.ports.plain, { tls });
  assert.match((await client.line()) ?? 'closed', /^\+OK /);
  return client;
}

async function ask(client: LineClient, command: string): Promise<string> {
  client.send(`${command}\r\n`);
  return (await client.line()) ?? 'closed';
}

/** The lines of a multi-line reply without status and end. */
async function listing(client: LineClient, command: string): Promise<string[]> {
  client.send(`${command}\r\n`);
  const lines = await client.until(/^\.$|^-ERR/);
  assert.match(lines[0] ?? '', /^\+OK/);
  return lines.slice(1, -1);
}

async function signedIn(server: Pop3Server): Promise<LineClient> {
  const client = await greeted(server);
  assert.equal(await ask(client, `AUTH PLAIN ${credentials}`), '+OK User successfully logged on.');
  return client;
}

async function quit(client: LineClient): Promise<void> {
  assert.match(await ask(client, 'QUIT'), /^\+OK/);
  assert.equal(await client.line(), null);
}

const message = (subject: string): string => `Subject: ${subject}\n\n${subject}\n`;

test('UIDL stays the same over restarts of the server, and is never given twice', async (t) => {
  let server = await startPop3Server();
  t.after(() => server.stop());
  await server.deliver(message('one'), message('two'), message('three'));
  let client = await signedIn(server);
  const before = await listing(client, 'UIDL');
  await ask(client, 'DELE 3');
  await quit(client);
  server = await server.reopen();
  await server.deliver(message('four'));
  client = await signedIn(server);
  const after = await listing(client, 'UIDL');
  assert.deepEqual(after.slice(0, 2), before.slice(0, 2));
  assert.equal(after.length, 3);
  assert.notEqual(after[2]?.split(' ')[1], before[2]?.split(' ')[1]);
});

test('pipelined commands are answered in order (RFC 2449 §6.6)', async (t) => {
  const server = await started(t);
  await server.deliver(message('one'), message('two'));
  const client = await greeted(server);
  client.send(`AUTH PLAIN ${credentials}\r\nSTAT\r\nDELE 1\r\nRETR 2\r\nQUIT\r\n`);
  assert.deepEqual(await client.until(/signing off/), [
    '+OK User successfully logged on.',
    '+OK 2 42',
    '+OK',
    '+OK',
    'Subject: two',
    '',
    'two',
    '.',
    '+OK Microsoft Exchange Server 2013 POP3 server signing off.',
  ]);
  const again = await signedIn(server);
  assert.equal(await ask(again, 'STAT'), '+OK 1 21');
});

test('what is sent with STLS before the handshake is thrown away (RFC 2595 §4)', async (t) => {
  const server = await started(t);
  const client = await greeted(server, false);
  client.send(`STLS\r\nAUTH PLAIN ${credentials}\r\nSTAT\r\n`);
  assert.equal(await client.line(), '+OK Begin TLS negotiation.');
  const secure = await client.startTls();
  assert.equal(await ask(secure, 'STAT'), '-ERR Command is not valid in this state.');
  assert.ok(secure.isQuiet);
});

test('a handshake that fails or never comes ends the connection', async (t) => {
  const server = await started(t);
  const garbled = await greeted(server, false);
  assert.equal(await ask(garbled, 'STLS'), '+OK Begin TLS negotiation.');
  garbled.send('this is no handshake\r\n\r\n');
  await until(() => (server.service.sessions().length === 0 ? true : null));
  const silent = await greeted(server, false);
  assert.equal(await ask(silent, 'STLS'), '+OK Begin TLS negotiation.');
  server.clock.advance(60_000);
  await until(() => (server.service.sessions().length === 0 ? true : null));
});

test('MessageRetrievalSortOrder Descending numbers the newest first, with the same UIDL', async (t) => {
  const server = await started(t);
  await server.deliver(message('one'), message('three'));
  const uids = (await listing(await signedIn(server), 'UIDL')).map((line) => line.split(' ')[1]);
  await server.configure({ MessageRetrievalSortOrder: 'Descending' });
  await server.service.restart();
  const restarted = await signedInAt(server);
  assert.deepEqual(await listing(restarted, 'LIST'), ['1 25', '2 21']);
  assert.deepEqual(
    (await listing(restarted, 'UIDL')).map((line) => line.split(' ')[1]),
    uids.toReversed(),
  );
});

/** After a restart on port 0 bindings: where the listener is now. */
async function signedInAt(server: Pop3Server): Promise<LineClient> {
  const port = server.service.bound[1]?.port ?? 0;
  const client = await LineClient.connect(port, { tls: true });
  await client.line();
  assert.equal(await ask(client, `AUTH PLAIN ${credentials}`), '+OK User successfully logged on.');
  return client;
}

test('EnableExactRFC822Size counts what RETR sends', async (t) => {
  const bareLf = Buffer.from('Subject: x\n\na\nb');
  const estimated = await started(t);
  await estimated.deliver(bareLf);
  assert.deepEqual(await listing(await signedIn(estimated), 'LIST'), ['1 15']);
  const exact = await started(t, { EnableExactRFC822Size: true });
  await exact.deliver(bareLf);
  const client = await signedIn(exact);
  assert.deepEqual(await listing(client, 'LIST'), ['1 20']);
  assert.equal(
    (await listing(client, 'RETR 1')).map((line) => line.length + 2).reduce((a, b) => a + b),
    20,
  );
});

test('EnableExactRFC822Size counts the headers that RETR sends before UTF8 (RFC 6856 §2.1)', async (t) => {
  const server = await started(t, { EnableExactRFC822Size: true });
  await server.deliver(
    'Subject: é\n\nbody\n',
    Buffer.from(`Subject: é\r\n${'X-Long: ü\r\n'.repeat(60_000)}\r\nbody\r\n`),
  );
  for (const isUtf8 of [false, true]) {
    const client = await greeted(server);
    if (isUtf8) assert.match(await ask(client, 'UTF8'), /^\+OK/);
    assert.equal(await ask(client, `AUTH PLAIN ${credentials}`), '+OK User successfully logged on.');
    const sizes = (await listing(client, 'LIST')).map((line) => Number(line.split(' ')[1]));
    for (const [index, size] of sizes.entries()) {
      const lines = await listing(client, `RETR ${index + 1}`);
      assert.equal(
        lines.map((line) => line.length + 2).reduce((a, b) => a + b),
        size,
      );
      assert.equal(lines[0], isUtf8 ? 'Subject: Ã©' : 'Subject: =?utf-8?B?w6k=?=');
    }
    await quit(client);
  }
});

test('a mailbox with PopUseProtocolDefaults $false has its own EnableExactRFC822Size', async (t) => {
  const server = await started(t);
  await server.deliver(Buffer.from('Subject: x\n\na\nb'));
  const otherProperties = { PopUseProtocolDefaults: false, PopEnableExactRFC822Size: true };
  await server.directory.updateMailbox(server.ann.guid, { otherProperties });
  assert.deepEqual(await listing(await signedIn(server), 'LIST'), ['1 20']);
});

test('refusals by the connection limits name the limit and its value', async (t) => {
  const server = await started(t, { MaxConnections: 2 });
  const first = await greeted(server);
  await greeted(server);
  const third = await LineClient.connect(server.ports.plain);
  assert.match((await third.line()) ?? '', /^-ERR \[SYS\/TEMP\] The limit MaxConnections of 2 connections is reached/);
  assert.equal(await third.line(), null);
  await quit(first);
  await greeted(server);

  const single = await started(t, { MaxConnectionFromSingleIP: 1 });
  await greeted(single);
  const second = await LineClient.connect(single.ports.plain);
  assert.match((await second.line()) ?? '', /^-ERR \[SYS\/TEMP\] The limit MaxConnectionFromSingleIP of 1 connections/);
});

test('LoginType PlainTextLogin takes passwords without TLS', async (t) => {
  const server = await started(t, { LoginType: 'PlainTextLogin' });
  const client = await greeted(server, false);
  assert.ok((await listing(client, 'CAPA')).includes('SASL PLAIN'));
  assert.equal(await ask(client, 'USER ann'), '+OK');
  assert.equal(await ask(client, 'PASS correct horse'), '+OK User successfully logged on.');
});

test('MaxCommandSize and Banner are obeyed; a command of exactly the limit is read', async (t) => {
  const server = await started(t, { MaxCommandSize: 40, Banner: 'Hello there.' });
  const client = await LineClient.connect(server.ports.plain);
  assert.equal(await client.line(), '+OK Hello there.');
  assert.match(
    await ask(client, `NOOP ${'x'.repeat(33)}`),
    /^-ERR Command is not valid in this state|^-ERR Protocol error\. 18 \(The form is: NOOP/,
  );
  assert.match(await ask(client, `NOOP ${'x'.repeat(34)}`), /at most 40 bytes/);
});

test('too many wrong passwords are answered with LOGIN-DELAY, not as a wrong password', async (t) => {
  const server = await started(t);
  let reply = '';
  for (let attempt = 0; attempt < 60 && !reply.includes('LOGIN-DELAY'); attempt += 1) {
    const client = await greeted(server);
    reply = await ask(client, `AUTH PLAIN ${Buffer.from('\0ann\0wrong').toString('base64')}`);
    assert.match(reply, /^-ERR \[(AUTH|LOGIN-DELAY)\]/);
    client.close();
  }
  assert.match(reply, /^-ERR \[LOGIN-DELAY\] Too many wrong passwords .* try again in \d+ seconds\.$/);
});

test('a trickle of bytes does not keep a connection open', async (t) => {
  const server = await started(t, { PreAuthenticatedConnectionTimeout: TimeSpan.fromSeconds(30) });
  const client = await greeted(server, false);
  for (let second = 0; second < 29; second += 1) {
    client.send('N');
    server.clock.advance(1_000);
  }
  assert.ok(!client.isClosed);
  server.clock.advance(1_000);
  assert.equal(await client.line(), '-ERR Connection is closed. 20 (no complete command for 30 seconds)');
  assert.equal(await client.line(), null);
});

test('a message removed by another client meanwhile is refused, and the others keep their numbers', async (t) => {
  const server = await started(t);
  await server.deliver(message('one'), message('two'));
  const client = await signedIn(server);
  const { store, folderId } = await server.inbox();
  await store.expunge(folderId, [{ first: 1, last: 1 }], { onlyDeleted: false });
  await server.deliver(message('three'));
  assert.equal(await ask(client, 'STAT'), '+OK 2 42');
  assert.deepEqual(await listing(client, 'RETR 2'), ['Subject: two', '', 'two']);
  assert.equal(await ask(client, 'RETR 1'), '-ERR [SYS/TEMP] The message was removed by another client meanwhile.');
  await ask(client, 'DELE 1');
  await quit(client);
  assert.equal(await ask(await signedIn(server), 'STAT'), '+OK 2 46');
});

test('messages in turn, small, large and with accents, come as each of them does alone', async (t) => {
  const server = await started(t);
  const body = (index: number): string =>
    index % 7 === 3 ? `${'a line of the large one\n'.repeat(4_000)}.\n` : `.dots\n${'x\n'.repeat(index)}`;
  await server.deliver(
    ...Array.from({ length: 40 }, (_, index) =>
      Buffer.from(`Subject: ${index % 5 === 2 ? 'été' : 'summer'} ${index}\n\n${body(index)}`),
    ),
  );
  const client = await signedIn(server);
  const numbers = Array.from({ length: 40 }, (_, index) => index + 1);
  const alone = new Map<number, string>();
  // From the last to the first nothing is the next one.
  for (const number of numbers.toReversed()) alone.set(number, (await listing(client, `RETR ${number}`)).join('\n'));
  const inTurn = new Map<number, string>();
  for (const number of numbers) inTurn.set(number, (await listing(client, `RETR ${number}`)).join('\n'));
  assert.deepEqual(inTurn, alone);
  client.send(numbers.map((number) => `RETR ${number}\r\n`).join(''));
  for (const number of numbers)
    assert.equal((await client.until(/^\.$|^-ERR/)).slice(1, -1).join('\n'), alone.get(number), `message ${number}`);
  await quit(client);
});

test('20 MB to a client that reads slowly stay out of memory', async (t) => {
  const server = await started(t, { LoginType: 'PlainTextLogin' });
  const line = `${'x'.repeat(998)}\r\n`;
  await server.deliver(Buffer.from(`Subject: big\r\n\r\n${line.repeat(20_000)}`));
  const socket = connect(server.ports.plain, '127.0.0.1');
  await once(socket, 'connect');
  socket.pause();
  socket.write('USER ann\r\nPASS correct horse\r\nRETR 1\r\nQUIT\r\n');
  // Until the server writes no more, though there is more: it waits for the client.
  let sent = 0;
  let turns = 0;
  await until(() => {
    const out = server.service.sessions()[0]?.bytesOut() ?? 0;
    turns = out === sent && out > 1_000_000 ? turns + 1 : 0;
    sent = out;
    return turns > 500 ? true : null;
  });
  // Loopback's buffers hold a few megabytes; what is more must still be in the store.
  assert.ok(sent < 15_000_000, `${sent} bytes were written to a client that does not read`);
  let received = 0;
  let end = '';
  socket.on('data', (chunk) => {
    received += chunk.length;
    end = (end + chunk.toString('latin1')).slice(-200);
  });
  socket.resume();
  await once(socket, 'end');
  assert.ok(received > 20_000_000, `${received} bytes`);
  assert.match(end, /x\r\n\.\r\n\+OK Microsoft Exchange Server 2013 POP3 server signing off\.\r\n$/);
  socket.destroy();
});

async function until<T>(look: () => T | null): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== null) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a restart takes the configured settings, keeps new connections and closes old ones with a word', async (t) => {
  const server = await started(t);
  const before = await greeted(server, false);
  await server.configure({ Banner: 'New.' });
  const unchanged = await LineClient.connect(server.ports.plain);
  assert.equal(await unchanged.line(), '+OK The Microsoft Exchange POP3 service is ready.');
  await server.service.restart();
  assert.match((await before.line()) ?? '', /^-ERR Connection is closed\. 20 \(The POP3 service was restarted/);
  // The binding has not changed, so the listener has not either.
  assert.equal(server.service.bound[0]?.port, server.ports.plain);
  const after = await LineClient.connect(server.ports.plain);
  assert.equal(await after.line(), '+OK New.');
});

test('a restart whose port is taken changes nothing and says why', async (t) => {
  const server = await started(t);
  const other = await started(t);
  await server.configure({ UnencryptedOrTLSBindings: [`127.0.0.1:${other.ports.plain}`], Banner: 'New.' });
  await assert.rejects(server.service.restart(), /already in use/);
  const client = await LineClient.connect(server.ports.plain);
  assert.equal(await client.line(), '+OK The Microsoft Exchange POP3 service is ready.');
  assert.equal(server.service.state, 'Running');
});

test('stop ends sessions with a word and frees the ports; start takes what is configured', async (t) => {
  const server = await started(t);
  const client = await greeted(server);
  await server.configure({ Banner: 'New.' });
  await server.service.stop();
  assert.match((await client.line()) ?? '', /^-ERR Connection is closed\. 20 \(The POP3 service is being stopped/);
  assert.equal(server.service.state, 'Stopped');
  assert.equal(server.service.bound.length, 0);
  assert.equal(server.service.sessions().length, 0);
  await server.service.start();
  const again = await LineClient.connect(server.service.bound[0]?.port ?? 0);
  assert.equal(await again.line(), '+OK New.');
});

test('the protocol log has the session and no password', async (t) => {
  const server = await started(t, { ProtocolLogEnabled: true, LogPerFileSizeQuota: new ByteSize(0) });
  const client = await signedIn(server);
  await ask(client, 'STAT');
  await quit(client);
  const other = await greeted(server);
  await ask(other, 'USER ann');
  await ask(other, 'PASS correct horse');
  await quit(other);
  // A client that does not wait whether its mechanism is taken says its password where a command should stand.
  const hasty = await greeted(server);
  await ask(hasty, 'AUTH LOGIN');
  assert.match(await ask(hasty, credentials), new RegExp(credentials));
  await ask(hasty, 'XTND');
  await quit(hasty);
  await server.service.stop();
  const folder = join(server.dataDirectory, 'Logging', 'Pop3');
  const [file] = await readdir(folder);
  assert.match(file ?? '', /^POP3\d{8}-1\.LOG$/);
  const text = await readFile(join(folder, file ?? ''), 'utf8');
  assert.match(text, /,<,STAT/);
  assert.match(text, /,>,\+OK User successfully logged on\./);
  assert.ok(!text.includes('correct horse') && !text.includes(credentials));
  assert.match(text, /,<,\*\*\*\*/);
  assert.match(text, /,<,XTND/);
});

test('live sessions show user, state and last command, and can be closed', async (t) => {
  const server = await started(t);
  const client = await signedIn(server);
  await ask(client, 'STAT');
  const [live] = server.liveSessions.list('POP3');
  assert.ok(live);
  assert.deepEqual(
    [live.user, live.state, live.lastCommand, live.secure],
    ['ann@example.test', 'transaction', 'STAT', true],
  );
  live.close('closed-by-administrator', 'An administrator has closed this connection.');
  assert.equal(await client.line(), '-ERR An administrator has closed this connection.');
  assert.equal(await client.line(), null);
  await until(() => (server.liveSessions.list('POP3').length === 0 ? true : null));
  assert.equal(server.liveSessions.history()[0]?.reason, 'closed-by-administrator');
});

test('a session that has ended tells how long it took to sign in, and its longest silence', async (t) => {
  const server = await started(t);
  const client = await signedIn(server);
  server.clock.advance(50_000);
  await ask(client, 'STAT');
  server.clock.advance(20_000);
  await quit(client);
  await until(() => (server.liveSessions.list('POP3').length === 0 ? true : null));
  const [ended] = server.liveSessions.history();
  assert.deepEqual([ended?.signedInAfter, ended?.longestPause], [0, 50_000]);
});

test('MaxConnectionsPerUser 1 does not refuse the next session of the user, nor one that takes over', async (t) => {
  const server = await started(t, { MaxConnectionsPerUser: 1 });
  for (let round = 0; round < 10; round += 1) await quit(await signedIn(server));
  const silent = await signedIn(server);
  server.clock.advance(60_000);
  await quit(await signedIn(server));
  assert.equal(await silent.line(), null);
});

test('a maildrop is one session’s among the nodes of a database, and a silent holder gives way (RFC 1939 §4)', async (t) => {
  const postgres = await startPostgres();
  t.after(() => postgres.stop());
  const databaseUrl = await postgres.newDatabase();
  const one = await startPop3Server({}, { databaseUrl });
  t.after(() => one.stop());
  const two = await startPop3Server({}, { databaseUrl });
  t.after(() => two.stop());
  await one.deliver(message('one'));
  const holder = await signedIn(one);
  assert.equal(await ask(holder, 'DELE 1'), '+OK');
  const other = await greeted(two);
  assert.match(await ask(other, `AUTH PLAIN ${credentials}`), /^-ERR \[IN-USE\]/);
  one.clock.advance(60_000);
  assert.equal(await ask(other, `AUTH PLAIN ${credentials}`), '+OK User successfully logged on.');
  assert.equal(await holder.line(), null);
  assert.equal(await ask(other, 'STAT'), '+OK 1 21');
  await quit(other);
  await quit(await signedIn(one));
});

test('a session that ends without QUIT deletes nothing and leaves the maildrop free (RFC 1939 §6)', async (t) => {
  const server = await started(t);
  await server.deliver(message('one'));
  for (let round = 0; round < 5; round += 1) {
    const client = await signedIn(server);
    assert.equal(await ask(client, 'STAT'), '+OK 1 21');
    assert.equal(await ask(client, 'DELE 1'), '+OK');
    client.close();
    await until(() => (server.service.sessions().length === 0 ? true : null));
  }
});

test('200 malformed command lines each get an answer, and the service goes on', async (t) => {
  const server = await started(t);
  const client = await signedIn(server);
  const pieces = [
    'RETR',
    'TOP',
    'LIST',
    'USER',
    'PASS',
    'AUTH',
    'STLS',
    ' ',
    '  ',
    '-1',
    '0',
    '99999999999999999999',
    '%s',
    '\0',
    '\x7f',
    'é',
    '\xff',
    '*',
    '=',
    '\t',
    'x'.repeat(600),
  ];
  for (let n = 0; n < 200; n += 1) {
    const at = (k: number): string => pieces[(n * 7 + k * 11 + ((n * k) % 5)) % pieces.length] ?? '';
    assert.match(await ask(client, `${at(0)}${at(1)}${at(2)}`), /^-ERR .{10,}/, `line ${n}`);
  }
  assert.equal(await ask(client, 'STAT'), '+OK 0 0');
});

test('1,000 idle connections are all closed at the limit', async (t) => {
  const server = await started(t);
  const clients: LineClient[] = [];
  for (let n = 0; n < 1_000; n += 100) {
    clients.push(...(await Promise.all(Array.from({ length: 100 }, () => greeted(server, false)))));
  }
  server.clock.advance(60_000);
  for (const client of clients) {
    assert.equal(await client.line(), '-ERR Connection is closed. 20 (no complete command for 60 seconds)');
    assert.equal(await client.line(), null);
  }
});
