import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { LineClient } from '../support/line-client.ts';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';

async function imapSession({ ports }: TestServer, { address, password }: TestUser, mark: string): Promise<void> {
  const client = await LineClient.connect(ports.imaps, { tls: true });
  await client.line();
  await client.command('a', `LOGIN ${address} ${password}`);
  await client.command('b', 'SELECT INBOX');
  await client.command('c', 'FETCH 1:* (BODY.PEEK[])');
  await client.command('n', Buffer.from('STATUS "Größe" (MESSAGES)').toString('latin1'));
  const message = `Subject: x\r\n\r\nbody-secret-${mark}`;
  client.send(`d APPEND INBOX {${message.length}+}\r\n${message}\r\n`);
  await client.until(/^d /);
  await client.command('e', 'LOGOUT');
  client.close();
}

async function popSession({ ports }: TestServer, { address, password }: TestUser): Promise<void> {
  const client = await LineClient.connect(ports.pop3s, { tls: true });
  await client.line();
  for (const text of [`USER ${address}`, `PASS ${password}`, 'STAT', 'QUIT']) {
    client.send(`${text}\r\n`);
    assert.match((await client.line()) ?? '', /^\+OK/);
  }
  client.close();
}

async function smtpSession({ ports }: TestServer, { address, password }: TestUser): Promise<void> {
  const plain = await LineClient.connect(ports.submission);
  await plain.line();
  plain.send('EHLO trace.example\r\n');
  await plain.until(/^250 /);
  plain.send('STARTTLS\r\n');
  await plain.line();
  const client = await plain.startTls();
  client.send('EHLO trace.example\r\n');
  await client.until(/^250 /);
  client.send(`AUTH PLAIN ${Buffer.from(`\0${address}\0${password}`).toString('base64')}\r\n`);
  await client.until(/^235 /);
  for (const text of [`MAIL FROM:<${address}>`, `RCPT TO:<${address}>`, 'DATA']) {
    client.send(`${text}\r\n`);
    await client.until(/^[23]5/);
  }
  client.send('Subject: hush\r\n\r\nbody-secret-smtp\r\n.\r\n');
  await client.until(/^250 /);
  client.send('QUIT\r\n');
  await client.until(/^221 /);
  client.close();
}

test('a trace holds one person’s lines of all protocols, without passwords and messages, and ends by itself', async (t) => {
  const server = await startServer(t, { manualClock: true });
  const { alice, bob } = server.users;
  const started = await server.shell(`(Trace-ClientSession ${alice.address} -Minutes 10).Path`);
  assert.equal(started.exitCode, 0, started.stderr);
  const path = started.stdout.trim();
  assert.equal(dirname(path), join(server.dataDirectory, 'traces'));
  assert.equal((await stat(path)).mode & 0o777, 0o600);

  await imapSession(server, bob, 'bob');
  await imapSession(server, alice, 'im');
  await popSession(server, alice);
  await smtpSession(server, alice);

  const shown = await server.shell(
    `Get-ClientSessionTrace ${alice.address} | ForEach-Object { "$($_.Protocol) $($_.Event) $($_.Data)" }`,
  );
  assert.equal(shown.exitCode, 0, shown.stderr);
  for (const line of [
    `IMAP4 < LOGIN ${alice.address} ****`,
    'IMAP4 < SELECT INBOX',
    'IMAP4 < STATUS "Größe" (MESSAGES)',
    `POP3 < USER ${alice.address}`,
    'POP3 < PASS',
    'SMTP < EHLO trace.example',
    'SMTP < AUTH PLAIN ****',
    `SMTP < RCPT TO:<${alice.address}>`,
  ])
    assert.ok(shown.stdout.includes(line), `${line} is missing in:\n${shown.stdout}`);
  const file = await readFile(path, 'utf8');
  for (const secret of [alice.password, Buffer.from(`\0${alice.address}\0${alice.password}`).toString('base64')])
    assert.ok(!file.includes(secret));
  assert.doesNotMatch(file, /body-secret/);
  assert.ok(!file.includes(bob.address));

  assert.match((await server.shell(`Trace-ClientSession ${alice.address}`)).stderr, /is running until/);
  server.advance(10 * 60_000);
  const before = (await stat(path)).size;
  await popSession(server, alice);
  assert.equal((await server.shell(`@(Get-ClientSessionTrace ${alice.address}).Count -gt 20`)).stdout.trim(), 'True');
  assert.equal((await stat(path)).size, before);
  assert.match(
    (await server.shell(`Trace-ClientSession ${alice.address} -Stop`, { language: 'fr' })).stderr,
    /Aucune trace/,
  );
  const audit = await server.shell(
    '(Search-AdminAuditLog -Cmdlets Trace-ClientSession | Select-Object -Last 1).ObjectModified',
  );
  assert.match(audit.stdout, /alice@/);
});
