import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ByteSize, TimeSpan } from '@relais/management-contract';
import { newReceiveConnector } from '../../../server/src/domain/configuration/default-receive-connectors.ts';
import { formatEntry } from '../../../server/src/domain/configuration/connector-rights.ts';
import type { ReceiveConnector } from '../../../server/src/domain/configuration/receive-connectors.ts';
import { LineClient } from '../../support/line-client.ts';
import { freePorts } from './free-ports.ts';
import { SmtpClient } from './smtp-client.ts';
import { type SmtpServer, type SmtpServerOptions, startSmtpServer } from './smtp-server.ts';

async function started(
  t: TestContext,
  change: Partial<ReceiveConnector> = {},
  options: SmtpServerOptions = {},
): Promise<SmtpServer> {
  const server = await startSmtpServer({ change, ...options });
  t.after(() => server.stop());
  return server;
}

async function greeted(server: SmtpServer): Promise<SmtpClient> {
  const client = await SmtpClient.connect(server.ports.world);
  await client.say('EHLO client.example');
  return client;
}

const message = 'Subject: x\r\n\r\nHello\r\n';
const facts = {
  serverName: 'CAS01',
  fqdn: 'cas01.example.test',
  dataDirectory: '',
  bindAddress: '127.0.0.1',
  portOffset: 0,
};

test('Fqdn and Banner are what the client sees', async (t) => {
  const server = await started(t, { Fqdn: 'mx.contoso.test', Banner: '220 hello there' });
  const client = await SmtpClient.connect(server.ports.world);
  assert.equal(client.greeting, '220 hello there');
  assert.deepEqual((await client.sayLines('EHLO client.example'))[0], '250-mx.contoso.test Hello [127.0.0.1]');
  assert.match(await client.send('a@elsewhere.test', ['anna@example.test'], message), /Hostname=mx\.contoso\.test/);
  assert.match((await server.inbox('anna'))[0] ?? '', /by mx\.contoso\.test/);
});

test('each EHLO keyword follows its switch', async (t) => {
  const server = await started(t, {
    SizeEnabled: 'EnabledWithoutValue',
    PipeliningEnabled: false,
    EnhancedStatusCodesEnabled: false,
    EightBitMimeEnabled: false,
    ChunkingEnabled: false,
    BinaryMimeEnabled: false,
    SmtpUtf8Enabled: false,
    AuthMechanism: [],
  });
  const client = await SmtpClient.connect(server.ports.world);
  assert.deepEqual(await client.sayLines('EHLO c'), [
    '250-cas01.example.test Hello [127.0.0.1]',
    '250-SIZE',
    '250 LIMITS RCPTMAX=200',
  ]);
  assert.equal(
    await client.say('MAIL FROM:<a@elsewhere.test> BODY=8BITMIME'),
    '555 Unsupported parameter: BODY=8BITMIME',
  );
  assert.equal(await client.say('STARTTLS'), '502 STARTTLS is not offered here');
  assert.equal(await client.say('BDAT 6 LAST\r\nQUIT'), '502 BDAT is not offered here');
  assert.equal(await client.say('NOOP'), '250 OK');
  await server.connectors.update(server.connector('world').Guid, { SizeEnabled: 'Disabled' });
  assert.deepEqual(await (await SmtpClient.connect(server.ports.world)).sayLines('EHLO c'), [
    '250-cas01.example.test Hello [127.0.0.1]',
    '250 LIMITS RCPTMAX=200',
  ]);
});

test('MaxMessageSize refuses at MAIL when the size is said, otherwise after the message', async (t) => {
  const server = await started(t, { MaxMessageSize: new ByteSize(65_536) });
  const client = await greeted(server);
  assert.match(await client.say('MAIL FROM:<a@elsewhere.test> SIZE=65537'), /^552 5\.3\.4 /);
  assert.match(
    await client.send('a@elsewhere.test', ['anna@example.test'], `${message}${'x'.repeat(70)}\r\n`.repeat(1000)),
    /^552 5\.3\.4 Message size/,
  );
  assert.match(await client.send('a@elsewhere.test', ['anna@example.test'], message), /^250 2\.6\.0 /);
  assert.equal((await server.inbox('anna')).length, 1);
});

test('MaxHeaderSize counts the header and not the body', async (t) => {
  const server = await started(t, { MaxHeaderSize: new ByteSize(200) });
  const client = await greeted(server);
  assert.match(
    await client.send('a@elsewhere.test', ['anna@example.test'], `${message}${'body '.repeat(500)}`),
    /^250 /,
  );
  assert.match(
    await client.send('a@elsewhere.test', ['anna@example.test'], `X: ${'x'.repeat(300)}\r\n${message}`),
    /^552 5\.3\.4 Header size/,
  );
});

test('MaxHopCount and MaxLocalHopCount stop loops (RFC 5321 §6.3)', async (t) => {
  const server = await started(t, { MaxHopCount: 3, MaxLocalHopCount: 1 });
  const client = await greeted(server);
  const hops = (count: number, by: string): string =>
    `Received: from a\r\n by ${by} with SMTP; x\r\n`.repeat(count) + message;
  assert.match(await client.send('a@elsewhere.test', ['anna@example.test'], hops(3, 'other.test')), /^250 /);
  assert.match(await client.send('a@elsewhere.test', ['anna@example.test'], hops(4, 'other.test')), /^554 5\.4\.6 /);
  assert.match(await client.send('a@elsewhere.test', ['anna@example.test'], hops(1, 'CAS01.example.test')), /^250 /);
  assert.match(
    await client.send('a@elsewhere.test', ['anna@example.test'], hops(2, 'cas01.example.test')),
    /^554 5\.4\.6 /,
  );
});

test('MaxRecipientsPerMessage: the first ones are taken, the rest are for later', async (t) => {
  const server = await started(t, { MaxRecipientsPerMessage: 2 });
  const client = await greeted(server);
  await client.say('MAIL FROM:<a@elsewhere.test>');
  assert.match(await client.say('RCPT TO:<anna@example.test>'), /^250 /);
  assert.match(await client.say('RCPT TO:<bob@example.test>'), /^250 /);
  assert.equal(await client.say('RCPT TO:<carl@example.test>'), '452 4.5.3 Too many recipients');
  assert.match(await client.say('RCPT TO:<anna@example.test>'), /^250 /);
  await client.say('DATA');
  assert.match(await client.say(`${message}.`), /^250 /);
  assert.deepEqual(
    [(await server.inbox('anna')).length, (await server.inbox('bob')).length, (await server.inbox('carl')).length],
    [1, 1, 0],
  );
});

test('MaxLogonFailures closes the connection after its last answer; 0 never does', async (t) => {
  const server = await started(t, { MaxLogonFailures: 2 });
  const client = await SmtpClient.connect(server.ports.tls, { tls: true });
  await client.say('EHLO c');
  assert.equal(await client.signIn('anna', 'wrong'), '535 5.7.3 Authentication unsuccessful');
  assert.equal(await client.signIn('anna', 'wrong'), '535 5.7.3 Authentication unsuccessful');
  assert.match(await client.reply(), /^421 4\.7\.0 Too many errors/);
  assert.equal(await client.reply(), 'closed');
});

test('MessageRateLimit counts by address within a minute', async (t) => {
  const server = await started(t, { MessageRateLimit: 2, MessageRateSource: ['IPAddress'] }, { manualClock: true });
  const client = await greeted(server);
  for (let n = 0; n < 2; n += 1)
    assert.match(await client.send('a@elsewhere.test', ['anna@example.test'], message), /^250 /);
  assert.match(await client.say('MAIL FROM:<a@elsewhere.test>'), /^421 4\.4\.2 Message submission rate/);
  assert.equal(await client.reply(), 'closed');
  server.clock?.advance(60_000);
  assert.match(await (await greeted(server)).send('a@elsewhere.test', ['anna@example.test'], message), /^250 /);
});

test('connection limits: in all, per source, and a share of what remains', async (t) => {
  const server = await started(t, { MaxInboundConnectionPerSource: 1 });
  const world = server.connector('world').Guid;
  const first = await SmtpClient.connect(server.ports.world);
  assert.match(
    (await SmtpClient.connect(server.ports.world)).greeting,
    /^421 4\.3\.2 The maximum number of concurrent connections/,
  );
  await server.connectors.update(world, { MaxInboundConnectionPerSource: 100, MaxInboundConnection: 1 });
  assert.match((await SmtpClient.connect(server.ports.world)).greeting, /^421 4\.3\.2 /);
  // 2 % of the 99 that remain is one, and this source has it.
  await server.connectors.update(world, { MaxInboundConnection: 100, MaxInboundConnectionPercentagePerSource: 2 });
  assert.match((await SmtpClient.connect(server.ports.world)).greeting, /^421 4\.3\.2 /);
  await server.connectors.update(world, { MaxInboundConnectionPercentagePerSource: 3 });
  assert.match((await SmtpClient.connect(server.ports.world)).greeting, /^220 /);
  await first.say('QUIT');
});

test('ConnectionInactivityTimeout: only whole commands count as activity', async (t) => {
  const server = await started(t, { ConnectionInactivityTimeout: TimeSpan.fromSeconds(60) }, { manualClock: true });
  const client = await greeted(server);
  server.clock?.advance(59_000);
  assert.equal(await client.say('NOOP'), '250 2.0.0 OK');
  client.lines.send('NOO');
  server.clock?.advance(59_999);
  client.lines.send('P');
  server.clock?.advance(1);
  assert.equal(await client.reply(), '421 4.4.1 Connection timed out');
  assert.equal(await client.reply(), 'closed');
  assert.equal(server.liveSessions.history()[0]?.reason, 'idle-timeout');
});

test('ConnectionTimeout ends a session that is active', async (t) => {
  const change = {
    ConnectionInactivityTimeout: TimeSpan.fromSeconds(60),
    ConnectionTimeout: TimeSpan.fromSeconds(100),
  };
  const server = await started(t, change, { manualClock: true });
  const client = await greeted(server);
  server.clock?.advance(50_000);
  assert.equal(await client.say('NOOP'), '250 2.0.0 OK');
  server.clock?.advance(50_000);
  assert.equal(await client.reply(), '421 4.4.1 Connection timed out');
});

test('TarpitInterval delays refusals to strangers, and nobody else', async (t) => {
  const server = await started(t, { TarpitInterval: TimeSpan.fromSeconds(5) }, { manualClock: true });
  const [slow, quick] = [await greeted(server), await greeted(server)];
  await slow.say('MAIL FROM:<a@elsewhere.test>');
  slow.lines.send('RCPT TO:<nobody@example.test>\r\n');
  assert.equal(await quick.say('NOOP'), '250 2.0.0 OK');
  assert.ok(slow.lines.isQuiet);
  server.clock?.advance(5000);
  assert.equal(await slow.reply(), '550 5.1.1 User unknown');
});

test('RequireTLS, RequireEHLODomain and PermissionGroups are obeyed', async (t) => {
  const server = await started(t, { RequireTLS: true, RequireEHLODomain: true });
  const nameless = await SmtpClient.connect(server.ports.world);
  assert.equal(await nameless.say('EHLO'), '501 5.5.4 Invalid domain name');
  assert.equal(await nameless.reply(), 'closed');
  const plain = await greeted(server);
  assert.equal(await plain.say('MAIL FROM:<a@elsewhere.test>'), '530 5.7.0 Must issue a STARTTLS command first');
  const secure = await plain.startTls();
  await secure.say('EHLO client.example');
  assert.match(await secure.send('a@elsewhere.test', ['anna@example.test'], message), /^250 /);
  await server.connectors.update(server.connector('world').Guid, { PermissionGroups: [], RequireTLS: false });
  assert.equal(
    await (await greeted(server)).say('MAIL FROM:<a@elsewhere.test>'),
    '530 5.7.1 Client was not authenticated',
  );
});

test('who signed in before STARTTLS has to sign in again behind it (RFC 3207 §4.2)', async (t) => {
  const server = await started(t, { AuthMechanism: ['Tls', 'BasicAuth'], PermissionGroups: ['ExchangeUsers'] });
  const plain = await greeted(server);
  assert.match(await plain.signIn('anna'), /^235 /);
  const secure = await plain.startTls();
  await secure.say('EHLO client.example.test');
  assert.match(await secure.say('MAIL FROM:<anna@example.test>'), /^530 5\.7\.1 /);
  assert.match(await secure.signIn('anna'), /^235 /);
  assert.match(await secure.say('MAIL FROM:<anna@example.test>'), /^250 /);
  secure.close();
});

test('BasicAuth without BasicAuthRequireTLS allows a password in the clear; without BasicAuth nobody signs in', async (t) => {
  const server = await started(t, { AuthMechanism: ['Tls', 'BasicAuth'], PermissionGroups: ['ExchangeUsers'] });
  const client = await greeted(server);
  assert.equal(await client.signIn('anna'), '235 2.7.0 Authentication successful');
  await server.connectors.update(server.connector('world').Guid, { AuthMechanism: ['Tls'] });
  assert.match(await (await greeted(server)).signIn('anna'), /^504 5\.7\.4 /);
});

test('LongAddressesEnabled lets long local parts through', async (t) => {
  const server = await started(t);
  const long = `${'x'.repeat(200)}@elsewhere.test`;
  assert.match(await (await greeted(server)).say(`MAIL FROM:<${long}>`), /^501 5\.1\.7 /);
  await server.connectors.update(server.connector('world').Guid, { LongAddressesEnabled: true });
  assert.match(await (await greeted(server)).say(`MAIL FROM:<${long}>`), /^250 /);
});

test('a mailbox that is full, too small, disabled or without SMTP sign-in is refused where the client can still be told', async (t) => {
  const server = await started(t);
  const set = (alias: string, change: object): Promise<unknown> =>
    server.directory.updateMailbox(server.directory.findMailbox(alias)?.guid ?? '', change);
  await set('anna', { prohibitSendReceiveQuotaBytes: 1 });
  await set('bob', { maxReceiveSizeBytes: 100 });
  await set('carl', { enabled: false });
  const client = await greeted(server);
  await client.say('MAIL FROM:<a@elsewhere.test> SIZE=1000');
  assert.equal(await client.say('RCPT TO:<anna@example.test>'), '452 4.2.2 The mailbox is full');
  assert.equal(
    await client.say('RCPT TO:<bob@example.test>'),
    '552 5.3.4 The mailbox takes messages of at most 100 bytes',
  );
  assert.equal(
    await client.say('RCPT TO:<carl@example.test>'),
    '550 5.2.1 The mailbox is disabled and takes no messages',
  );
  await set('bob', { smtpAuthEnabled: false });
  const user = await SmtpClient.connect(server.ports.tls, { tls: true });
  await user.say('EHLO c');
  assert.match(await user.signIn('bob'), /^535 5\.7\.3 .*switched off for this mailbox/);
});

test('of two connectors on one binding the most specific remote range wins, and changes count for the next connection', async (t) => {
  const server = await started(t);
  const { Bindings } = server.connector('world');
  const mine = newReceiveConnector(facts, 0, {
    Name: 'Devices',
    Bindings,
    RemoteIPRanges: ['127.0.0.0/8'],
    Fqdn: 'devices.test',
    PermissionGroups: ['AnonymousUsers'],
  });
  const before = await SmtpClient.connect(server.ports.world);
  assert.match(before.greeting, /^220 cas01\.example\.test /);
  await server.connectors.create(mine);
  assert.match((await SmtpClient.connect(server.ports.world)).greeting, /^220 devices\.test /);
  assert.equal(await before.say('NOOP'), '250 2.0.0 OK');
  await server.connectors.update(mine.Guid, { RemoteIPRanges: ['192.0.2.0/24'] });
  assert.match((await SmtpClient.connect(server.ports.world)).greeting, /^220 cas01\.example\.test /);
  const world = server.connectors.list().find(({ Name }) => Name.startsWith('Default Frontend'));
  await server.connectors.update(world?.Guid ?? '', { RemoteIPRanges: ['198.51.100.7'] });
  assert.match((await SmtpClient.connect(server.ports.world)).greeting, /^554 5\.7\.1 No receive connector/);
});

test('bindings are opened and closed as connectors change, without touching other connections', async (t) => {
  const server = await started(t);
  const [port = 0] = await freePorts(1);
  const client = await greeted(server);
  await server.connectors.create(
    newReceiveConnector(facts, 0, {
      Name: 'Second',
      Bindings: [`127.0.0.1:${port}`],
      PermissionGroups: ['AnonymousUsers'],
    }),
  );
  await server.service.restart();
  assert.match((await SmtpClient.connect(port)).greeting, /^220 /);
  assert.equal(
    await client.reply(),
    '421 4.3.2 Service not available, closing transmission channel: the server is restarting',
  );
  const second = server.connectors.list().find(({ Name }) => Name === 'Second');
  const staying = await greeted(server);
  await server.connectors.update(second?.Guid ?? '', { Enabled: false });
  await server.connectors.remove(second?.Guid ?? '');
  // The change is followed in order: once this has been, the port is closed.
  await server.service.start();
  await assert.rejects(LineClient.connect(port), { code: 'ECONNREFUSED' });
  assert.equal(await staying.say('NOOP'), '250 2.0.0 OK');
});

test('of changed bindings each is opened alone: those that can be are, the others are named and tried again', async (t) => {
  const server = await started(t);
  const [taken = 0, free = 0] = await freePorts(2);
  const blocker = createServer().listen(taken, '127.0.0.1');
  await once(blocker, 'listening');
  const make = (Name: string, port: number): Promise<void> =>
    server.connectors.create(
      newReceiveConnector(facts, 0, { Name, Bindings: [`127.0.0.1:${port}`], PermissionGroups: ['AnonymousUsers'] }),
    );
  await make('Bad', taken);
  await make('Good', free);
  await server.service.followed?.();
  assert.match((await SmtpClient.connect(free)).greeting, /^220 /);
  assert.deepEqual(
    server.service.unopened?.map(({ binding }) => binding),
    [`127.0.0.1:${taken}`],
  );
  assert.match(server.service.unopened?.[0]?.reason ?? '', new RegExp(`127\\.0\\.0\\.1:${taken} is already in use`));
  await assert.rejects(server.service.restart(), new RegExp(`127\\.0\\.0\\.1:${taken} is already in use`));
  assert.match((await SmtpClient.connect(free)).greeting, /^220 /);
  await once(blocker.close(), 'close');
  await server.connectors.update(server.connector('world').Guid, { Comment: 'any change' });
  await server.service.followed?.();
  assert.deepEqual(server.service.unopened, []);
  assert.match((await SmtpClient.connect(taken)).greeting, /^220 /);
});

test('where all addresses cannot be opened, an address that is asked for by itself goes on', async (t) => {
  const server = await started(t);
  const blocker = createServer().listen(server.ports.world, '127.0.0.2');
  await once(blocker, 'listening');
  t.after(() => blocker.close());
  await server.connectors.create(
    newReceiveConnector(facts, 0, {
      Name: 'Wide',
      Bindings: [`0.0.0.0:${server.ports.world}`],
      RemoteIPRanges: ['192.0.2.0/24'],
      PermissionGroups: ['AnonymousUsers'],
    }),
  );
  await server.service.followed?.();
  assert.deepEqual(
    server.service.unopened?.map(({ binding }) => binding),
    [`0.0.0.0:${server.ports.world}`],
  );
  assert.match((await SmtpClient.connect(server.ports.world)).greeting, /^220 /);
});

test('ImplicitTls speaks TLS from the first byte', async (t) => {
  const server = await started(t);
  const client = await SmtpClient.connect(server.ports.tls, { tls: true });
  await client.say('EHLO c');
  assert.equal(await client.signIn('anna@example.test'), '235 2.7.0 Authentication successful');
  assert.match(await client.send('anna@example.test', ['bob@example.test'], 'Subject: x\r\n\r\n'), /^250 /);
  assert.match((await server.inbox('bob'))[0] ?? '', /\r\nFrom: <anna@example\.test>\r\n/);
});

test('ProtocolLoggingLevel Verbose writes Exchange’s log, without passwords', async (t) => {
  // The file turns at midnight.
  const server = await started(t, { ProtocolLoggingLevel: 'Verbose' }, { manualClock: true });
  const client = await SmtpClient.connect(server.ports.tls, { tls: true });
  await client.say('EHLO laptop');
  await client.signIn('anna');
  await client.say('QUIT');
  await server.service.stop();
  const folder = join(server.dataDirectory, 'TransportRoles/Logs/FrontEnd/ProtocolLog/SmtpReceive');
  const [file = ''] = await readdir(folder);
  assert.match(file, /^RECV\d{8}-1\.log$/);
  const text = await readFile(join(folder, file), 'utf8');
  assert.match(text, /#Log-type: SMTP Receive Protocol Log\r\n/);
  assert.match(
    text,
    /,CAS01\\Client Submissions TLS CAS01,[0-9a-f-]{36},\d+,127\.0\.0\.1:\d+,127\.0\.0\.1:\d+,<,EHLO laptop,\r\n/,
  );
  // The answer to EHLO has a record for each of its lines.
  assert.match(text, /,>,250-PIPELINING,\r\n/);
  assert.doesNotMatch(text, /\\x0d/);
  assert.match(text, /,<,AUTH PLAIN \*\*\*\*,/);
  assert.ok(!text.includes(Buffer.from('\0anna\0correct horse').toString('base64')));
});

test('an administrator sees the session and can close it with words', async (t) => {
  const server = await started(t);
  const client = await SmtpClient.connect(server.ports.tls, { tls: true });
  await client.say('EHLO laptop');
  await client.signIn('anna');
  const [live] = server.liveSessions.list('SMTP');
  assert.deepEqual(
    [live?.client, live?.user, live?.secure, live?.lastCommand],
    ['laptop', 'anna@example.test', true, 'AUTH'],
  );
  live?.close('closed-by-administrator', 'Maintenance');
  assert.equal(await client.reply(), '421 4.3.2 Maintenance');
});

test('messages to several mailboxes are delivered to each, also when they are large', async (t) => {
  const server = await started(t);
  const client = await greeted(server);
  const large = `Subject: large\r\n\r\n${`${'0123456789'.repeat(7)}\r\n`.repeat(40_000)}`;
  assert.match(
    await client.send('a@elsewhere.test', ['anna@example.test', 'bob@example.test', 'carl@example.test'], large),
    /^250 /,
  );
  for (const alias of ['anna', 'bob', 'carl']) {
    const [text = ''] = await server.inbox(alias);
    assert.equal(text.slice(text.indexOf('Subject:')), `${large}\r\n`);
  }
});

test('DefaultDomain completes addresses without a domain', async (t) => {
  const server = await started(t, { DefaultDomain: 'example.test' });
  const client = await greeted(server);
  assert.match(await client.send('scanner', ['anna'], message), /^250 /);
  assert.match((await server.inbox('anna'))[0] ?? '', /^Return-Path: <scanner@example\.test>/);
});

test('a service whose port is taken does not start, says which, and leaves the others closed', async (t) => {
  const server = await started(t);
  await server.service.stop();
  assert.equal(server.service.state, 'Stopped');
  const blocker = createServer().listen(server.ports.tls, '127.0.0.1');
  await once(blocker, 'listening');
  await assert.rejects(server.service.start(), new RegExp(`127\\.0\\.0\\.1:${server.ports.tls} is already in use`));
  assert.deepEqual([server.service.state, server.service.bound], ['Stopped', []]);
  await assert.rejects(LineClient.connect(server.ports.world), { code: 'ECONNREFUSED' });
  await once(blocker.close(), 'close');
  await server.service.start();
  assert.match((await SmtpClient.connect(server.ports.world)).greeting, /^220 /);
});

test('stopping ends sessions with a word and lets a message in hand be finished', async (t) => {
  const server = await started(t);
  const [idle, busy] = [await greeted(server), await greeted(server)];
  await busy.say('MAIL FROM:<a@elsewhere.test>');
  await busy.say('RCPT TO:<anna@example.test>');
  await busy.say('DATA');
  busy.lines.send(`${message}.\r\n`);
  assert.match(await busy.reply(), /^250 /);
  await server.service.stop();
  assert.match(await idle.reply(), /^421 4\.3\.2 Service not available/);
  assert.match(await busy.reply(), /^421 4\.3\.2 Service not available/);
  assert.equal(server.liveSessions.list('SMTP').length, 0);
  assert.equal(server.liveSessions.history()[0]?.reason, 'service-stopped');
});

test('a client that never reads its replies is not waited for beyond the inactivity time-out', async (t) => {
  const server = await started(t, { ConnectionInactivityTimeout: TimeSpan.fromSeconds(60) }, { manualClock: true });
  const socket = connect(server.ports.world, '127.0.0.1');
  await once(socket, 'connect');
  socket.pause();
  socket.on('error', () => {});
  socket.write('HELP\r\n'.repeat(200_000));
  let [live] = server.liveSessions.list('SMTP');
  // The client may be told of the connection before the server is.
  for (; live === undefined; [live] = server.liveSessions.list('SMTP'))
    await new Promise((resolve) => setImmediate(resolve));
  // The server stops reading once its replies are no longer taken: many turns of the loop bring nothing more.
  for (let quiet = 0, before = 0; quiet < 2000; quiet = live.bytesIn() === before && before > 0 ? quiet + 1 : 0) {
    before = live.bytesIn();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(live.bytesIn() < 1_200_000);
  server.clock?.advance(60_000);
  await server.service.stop();
  assert.equal(server.liveSessions.history()[0]?.reason, 'idle-timeout');
  socket.destroy();
});

test('pipelined commands are answered in order, also when some are refused (RFC 2920)', async (t) => {
  const server = await started(t);
  const client = await greeted(server);
  client.lines.send(
    'MAIL FROM:<a@elsewhere.test>\r\nRCPT TO:<nobody@example.test>\r\nRCPT TO:<anna@example.test>\r\nDATA\r\n',
  );
  const replies = [await client.reply(), await client.reply(), await client.reply(), await client.reply()];
  assert.deepEqual(
    replies.map((reply) => reply.slice(0, 3)),
    ['250', '550', '250', '354'],
  );
  client.lines.send(
    `${message}.\r\nMAIL FROM:<a@elsewhere.test>\r\nRCPT TO:<nobody@example.test>\r\nDATA\r\nRSET\r\nQUIT\r\n`,
  );
  const more: string[] = [];
  for (let reply = await client.reply(); reply !== 'closed'; reply = await client.reply()) more.push(reply.slice(0, 3));
  assert.deepEqual(more, ['250', '250', '550', '503', '250', '221']);
});

test('SMTPUTF8: addresses and fields beyond US-ASCII are taken and said in the trace (RFC 6531)', async (t) => {
  const server = await started(t);
  const { guid } = server.directory.findMailbox('anna') ?? {};
  await server.directory.updateMailbox(guid ?? '', { emailAddresses: ['anna@example.test', 'élodie@example.test'] });
  const client = await greeted(server);
  const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
  assert.match(await client.say(utf8('MAIL FROM:<δοκιμή@παράδειγμα.test>')), /^553 5\.6\.7 /);
  assert.match(await client.say(utf8('MAIL FROM:<δοκιμή@παράδειγμα.test> SMTPUTF8')), /^250 /);
  assert.match(await client.say(utf8('RCPT TO:<élodie@example.test>')), /^250 /);
  await client.say('DATA');
  assert.match(await client.say(utf8('Subject: été\r\n\r\nà bientôt\r\n.')), /^250 /);
  assert.match(
    (await server.inbox('anna'))[0] ?? '',
    /^Return-Path: <δοκιμή@παράδειγμα\.test>\r\n[^]* with UTF8SMTP id [^]* for <élodie@example\.test>;[^]*Subject: été\r\n\r\nà bientôt\r\n$/,
  );
});

test('garbage in place of a TLS handshake ends the session and nothing else', async (t) => {
  const server = await started(t);
  const client = await greeted(server);
  client.lines.send('STARTTLS\r\n');
  assert.match(await client.reply(), /^220 /);
  client.lines.send('EHLO again\r\nMAIL FROM:<a@elsewhere.test>\r\n');
  const lines = await client.replyLines();
  assert.ok(!lines.some((line) => line.startsWith('250')));
  assert.match((await SmtpClient.connect(server.ports.world)).greeting, /^220 /);
});

test('a user who is disabled after AUTH cannot send any more', async (t) => {
  const server = await started(t);
  const client = await SmtpClient.connect(server.ports.tls, { tls: true });
  await client.say('EHLO c');
  await client.signIn('anna');
  assert.match(await client.send('anna@example.test', ['bob@example.test'], message), /^250 /);
  await server.directory.updateMailbox(server.directory.findMailbox('anna')?.guid ?? '', { enabled: false });
  assert.equal(await client.say('MAIL FROM:<anna@example.test>'), '530 5.7.1 Client was not authenticated');
});

test('a message of nothing but dots comes out whole', async (t) => {
  const server = await started(t);
  const client = await greeted(server);
  const body = '.\r\n'.repeat(200_000);
  assert.match(await client.send('a@elsewhere.test', ['anna@example.test'], `Subject: dots\r\n\r\n${body}`), /^250 /);
  const [text = ''] = await server.inbox('anna');
  assert.equal(text.slice(text.indexOf('\r\n\r\n') + 4), `${body}\r\n`);
});

test('a stranger cannot say what our servers found, and what was said of the way is kept or cut by right', async (t) => {
  const header = [
    'Received: from a by b; Sun, 29 Nov 2026 10:00:00 +0000',
    'Resent-From: b@elsewhere.test',
    'X-MS-Exchange-Organization-SCL: 9',
    ' folded',
    'X-MS-Exchange-Forest-IndexAgent: 1',
    'X-MS-Has-Attach: yes',
  ];
  const content = `${header.join('\r\n')}\r\n${message}`;
  const names = (text: string | undefined): string[] =>
    header
      .map((line) => line.split(':')[0] as string)
      .filter((name) => name !== ' folded' && new RegExp(`^${name}: (from a |[^f])`, 'im').test(text ?? ''));
  const everybody = 'NT AUTHORITY\\ANONYMOUS LOGON';
  const server = await started(t);
  const send = async (): Promise<string> => {
    const before = (await server.inbox('anna')).length;
    const client = await greeted(server);
    assert.match(await client.send('a@elsewhere.test', ['anna@example.test'], content), /^250 2\.6\.0 /);
    const inbox = await server.inbox('anna');
    assert.equal(inbox.length, before + 1);
    return inbox.at(-1) ?? '';
  };
  const usual = await send();
  assert.deepEqual(names(usual), ['Received', 'Resent-From', 'X-MS-Has-Attach']);
  assert.doesNotMatch(usual, /folded/);
  const { Guid } = server.connector('world');
  await server.connectors.update(Guid, {
    ExtendedRights: [
      formatEntry({ user: everybody, right: 'ms-Exch-Accept-Headers-Routing', deny: true }),
      formatEntry({ user: everybody, right: 'ms-Exch-Accept-Headers-Organization', deny: false }),
    ],
  });
  const other = await send();
  assert.deepEqual(names(other), ['X-MS-Exchange-Organization-SCL', 'X-MS-Has-Attach']);
  assert.match(other, /^Received: from /m, 'our own stands above');
});
