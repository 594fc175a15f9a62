import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Sink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { LineClient } from '../support/line-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import type { TestServer, TestUser } from '../support/server.ts';
import { startServerAndSink, withoutNobody } from './server-and-sink.ts';

let server: TestServer;
let sink: Sink;
const ending = endingOfThisFile();

before(async () => {
  ({ server, sink } = await startServerAndSink(ending, ['elsewhere.test'], withoutNobody));
});

async function reply(client: LineClient): Promise<string> {
  for (;;) {
    const line = await client.line();
    if (line === null || /^\d{3} /.test(line)) return line ?? 'closed';
  }
}

async function say(client: LineClient, command: string): Promise<string> {
  client.send(`${command}\r\n`);
  return reply(client);
}

async function submission(user: TestUser | null): Promise<LineClient> {
  const plain = await LineClient.connect(user === null ? server.ports.smtp : server.ports.submission);
  await reply(plain);
  await say(plain, 'EHLO client.test');
  if (user === null) return plain;
  await say(plain, 'STARTTLS');
  const client = await plain.startTls();
  await say(client, 'EHLO client.test');
  const initial = Buffer.from(`\0${user.address}\0${user.password}`).toString('base64');
  assert.match(await say(client, `AUTH PLAIN ${initial}`), /^235/);
  return client;
}

async function send(client: LineClient, from: string, to: readonly string[], content: string): Promise<string> {
  assert.match(await say(client, `MAIL FROM:<${from}>`), /^250/);
  for (const address of to) {
    const answer = await say(client, `RCPT TO:<${address}>`);
    if (!answer.startsWith('250')) return answer;
  }
  assert.match(await say(client, 'DATA'), /^354/);
  return say(client, `${content}\r\n.`);
}

/** Texts of an inbox, once `count` have come. */
async function inbox(user: TestUser, subject: RegExp): Promise<string> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const pop = await LineClient.connect(server.ports.pop3s, { tls: true });
    await pop.line();
    pop.send(`USER ${user.address}\r\nPASS ${user.password}\r\nSTAT\r\n`);
    await pop.line();
    await pop.line();
    const count = Number((await pop.line())?.split(' ')[1] ?? 0);
    for (let number = count; number > 0; number -= 1) {
      pop.send(`RETR ${number}\r\n`);
      let text = '';
      for (let line = await pop.line(); line !== '.' && line !== null; line = await pop.line()) text += `${line}\r\n`;
      if (!subject.test(text)) continue;
      pop.close();
      return text;
    }
    pop.send('QUIT\r\n');
    await pop.line();
    pop.close();
    if (Date.now() > deadline) return '';
  }
}

test('without a send connector nobody relays; with one users do, and strangers never', async () => {
  const { alice } = server.users;
  const client = await submission(alice);
  assert.match(
    await send(client, alice.address, ['x@elsewhere.test'], 'Subject: x'),
    /^550 5\.7\.1 Unable to relay: elsewhere\.test/,
  );
  const made = await server.shell(`New-SendConnector -Name Internet -AddressSpaces '*' -Port ${sink.port}`);
  assert.equal(made.exitCode, 0, made.stderr);
  await server.shell('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
  assert.match(made.stdout, /Internet/);
  await say(client, 'RSET');
  assert.match(
    await send(client, alice.address, ['x@elsewhere.test'], 'Subject: outside\r\n\r\nhello'),
    /^250 2\.6\.0/,
  );
  await sink.received(1);
  const [message] = sink.messages;
  assert.equal(message?.mail.split(' SIZE')[0], `MAIL FROM:<${alice.address}>`);
  assert.match(
    message?.data ?? '',
    /^Received: from client\.test[\s\S]*Message-ID: <[\s\S]*Subject: outside\r\n\r\nhello\r\n$/,
  );
  assert.doesNotMatch(message?.data ?? '', /Return-Path/i);
  for (const from of ['stranger@faraway.test', alice.address, '']) {
    const stranger = await submission(null);
    await say(stranger, `MAIL FROM:<${from}>`);
    assert.match(await say(stranger, 'RCPT TO:<x@elsewhere.test>'), /^550 5\.7\.1 Unable to relay$/, from);
    assert.match(await say(stranger, `RCPT TO:<"x@elsewhere.test"@example.test>`), /^550/);
    assert.match(await say(stranger, 'RCPT TO:<x%elsewhere.test@example.test>'), /^550/);
    stranger.close();
  }
  client.close();
});

test('a message for people here and elsewhere reaches both, and tells neither of the other', async () => {
  const { alice, bob } = server.users;
  const before = sink.messages.length;
  const client = await submission(alice);
  assert.match(
    await send(
      client,
      alice.address,
      [bob.address, 'y@elsewhere.test'],
      'Subject: to both\r\nBcc: secret@elsewhere.test\r\n\r\nhi',
    ),
    /^250/,
  );
  await sink.received(before + 1);
  const outside = sink.messages.at(-1)?.data ?? '';
  const inside = await inbox(bob, /Subject: to both/);
  assert.match(inside, /hi/);
  for (const text of [outside, inside]) assert.doesNotMatch(text, /secret@|for </);
  client.close();
});

test('an address that is refused there comes back as a report, and the tracking log tells the way', async () => {
  const { alice } = server.users;
  const client = await submission(alice);
  assert.match(await say(client, `EHLO again`), /^250/);
  await send(client, alice.address, ['nobody@elsewhere.test'], 'Subject: lost\r\n\r\nhi');
  const report = await inbox(alice, /Subject: Undeliverable: lost/);
  assert.match(report, /^Final-Recipient: rfc822; nobody@elsewhere\.test\r$/m);
  assert.match(report, /^Diagnostic-Code: smtp; 550 5\.1\.1 No such user here\r$/m);
  const log = await server.shell('Get-MessageTrackingLog -MessageSubject lost | Format-Table EventId,Recipients');
  assert.match(log.stdout, /RECEIVE[\s\S]*DSN[\s\S]*FAIL[\s\S]*DELIVER/);
  const french = await server.shell('Get-Help New-SendConnector', { language: 'fr' });
  assert.match(french.stdout, /connecteur d’envoi/);
  client.close();
});

test('a user who wants to know of the delivery here is told (RFC 3461 §4.1)', async () => {
  const { alice, bob } = server.users;
  const client = await submission(alice);
  assert.match(await say(client, `MAIL FROM:<${alice.address}> RET=HDRS ENVID=e-1`), /^250/);
  assert.match(await say(client, `RCPT TO:<${bob.address}> NOTIFY=SUCCESS ORCPT=rfc822;robert@example.test`), /^250/);
  assert.match(await say(client, 'DATA'), /^354/);
  assert.match(await say(client, 'Subject: asked\r\n\r\nhi\r\n.'), /^250/);
  const report = await inbox(alice, /Subject: Delivered: asked/);
  assert.match(report, /^Original-Envelope-Id: e-1\r$/m);
  assert.match(report, /^Original-Recipient: rfc822; robert@example\.test\r$/m);
  assert.match(report, /^Action: delivered\r$/m);
  assert.match(await inbox(bob, /Subject: asked/), /hi/);
  client.close();
});

test('a message that is held beyond its own time is refused; its priority stands in the trace (RFC 4865 §5.2.2, RFC 6710 §4.1)', async () => {
  const { alice, bob } = server.users;
  const client = await submission(alice);
  const mail = `MAIL FROM:<${alice.address}>`;
  assert.match(await say(client, `${mail} HOLDFOR=60 BY=59;N`), /^501 5\.5\.4 .*BY/);
  assert.match(
    await say(client, `${mail} HOLDUNTIL=${new Date(Date.now() + 3_600_000).toISOString()} BY=60;R`),
    /^501 5\.5\.4/,
  );
  assert.match(await say(client, `${mail} HOLDFOR=60 BY=60;N`), /^250/);
  await say(client, 'RSET');
  assert.match(await say(client, `${mail} MT-PRIORITY=-3`), /^250/);
  assert.match(await say(client, `RCPT TO:<${bob.address}>`), /^250/);
  assert.match(await say(client, 'DATA'), /^354/);
  assert.match(await say(client, 'Subject: not urgent\r\n\r\nhi\r\n.'), /^250/);
  assert.match(await inbox(bob, /Subject: not urgent/), /\r\n for <bob@[^>]+>\r\n PRIORITY -3;\r\n /);
  client.close();
});

test('mail is signed once a key is made and switched on', async () => {
  const { alice } = server.users;
  const made = await server.shell('New-DkimSigningConfig example.test | Format-List Domain,DnsRecordValue');
  assert.match(made.stdout, /v=DKIM1; k=rsa; p=MII/);
  assert.equal((await server.shell('Set-DkimSigningConfig example.test -Enabled $true')).exitCode, 0);
  const before = sink.messages.length;
  const client = await submission(alice);
  await send(client, alice.address, ['s@elsewhere.test'], `From: <${alice.address}>\r\nSubject: signed\r\n\r\nhi`);
  await sink.received(before + 1);
  assert.match(
    sink.messages.at(-1)?.data ?? '',
    /^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed; d=example\.test;/,
  );
  // Exim finds the signature wrong of a message that ends in its header.
  await send(client, alice.address, ['s@elsewhere.test'], `From: <${alice.address}>\r\nSubject: no body`);
  await sink.received(before + 2);
  assert.match(sink.messages.at(-1)?.data ?? '', /\r\nSubject: no body\r\n\r\n$/);
  client.close();
});

test('queues are administered from the shell', async () => {
  const { alice } = server.users;
  assert.equal(
    (await server.shell('Suspend-Queue -Filter "NextHopDomain -eq \'elsewhere.test\'" -Confirm:$false')).exitCode,
    0,
  );
  const before = sink.messages.length;
  const client = await submission(alice);
  assert.match(await send(client, alice.address, ['held@elsewhere.test'], 'Subject: held\r\n\r\nhi'), /^250/);
  const shown = await server.shell('Get-Queue elsewhere.test | Format-List Status,MessageCount');
  assert.match(shown.stdout, /Status\s*: Suspended[\s\S]*MessageCount\s*: 1/);
  assert.match((await server.shell('Get-Queue elsewhere.test | Get-Message')).stdout, /held/);
  assert.equal((await server.shell('Get-Queue elsewhere.test | Resume-Queue')).exitCode, 0);
  await sink.received(before + 1);
  client.close();
});
