import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { LineClient } from '../support/line-client.ts';
import { startServer } from '../support/server.ts';

test('MaxConnectionRatePerMinute turns away what comes too fast, at once after it is set', async (t) => {
  const server = await startServer(t, { manualClock: true });
  const said = await server.shell('Set-TransportService CAS01 -MaxConnectionRatePerMinute 2');
  assert.equal(said.exitCode, 0, said.stderr);
  const greeting = async (): Promise<string> => {
    const client = await LineClient.connect(server.ports.smtp);
    const line = (await client.line()) ?? '';
    client.close();
    return line;
  };
  server.advance(60_000);
  assert.match(await greeting(), /^220 /);
  assert.match(await greeting(), /^220 /);
  assert.match(await greeting(), /^421 /);
  server.advance(60_000);
  assert.match(await greeting(), /^220 /);
});

test('the receive protocol log goes where Set-FrontendTransportService says, from the next connection on', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-receive-log-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const server = await startServer(t);
  const said = await server.shell(
    `Get-ReceiveConnector "*Default Frontend*" | Set-ReceiveConnector -ProtocolLoggingLevel Verbose; Set-FrontendTransportService -ReceiveProtocolLogPath '${folder}'; Set-FrontendTransportService -ReceiveProtocolLogPath '..\\x'`,
  );
  assert.match(said.stderr, /is no folder for a log/);
  const client = await LineClient.connect(server.ports.smtp);
  await client.line();
  client.send('QUIT\r\n');
  await client.line();
  client.close();
  assert.equal((await server.shell('Stop-Service MSExchangeFrontEndTransport')).exitCode, 0);
  assert.match((await readdir(folder)).join(), /RECV\d+-1\.log/);
});

test('tracking can be switched off, and can leave the subjects out', async (t) => {
  const server = await startServer(t);
  const send = async (subject: string): Promise<void> => {
    const client = await LineClient.connect(server.ports.smtp);
    const say = async (text: string): Promise<void> => {
      client.send(`${text}\r\n`);
      for (let line = await client.line(); line?.[3] === '-'; ) line = await client.line();
    };
    await client.line();
    await say('EHLO x.test');
    await say('MAIL FROM:<a@x.test>');
    await say('RCPT TO:<alice@example.test>');
    await say('DATA');
    await say(`Subject: ${subject}\r\n\r\nhello\r\n.`);
    client.close();
  };
  await server.shell('Set-TransportService -MessageTrackingLogEnabled $false');
  await send('untold');
  await server.shell(
    'Set-TransportService -MessageTrackingLogEnabled $true -MessageTrackingLogSubjectLoggingEnabled $false',
  );
  await send('secret');
  const { stdout } = await server.shell('Get-MessageTrackingLog -EventId DELIVER | Format-List MessageSubject,Sender');
  assert.equal(stdout.match(/Sender/g)?.length, 1, stdout);
  assert.doesNotMatch(stdout, /secret|untold/);
});

test('limits of the organization hold for strangers and users, unless a mailbox has its own', async (t) => {
  const server = await startServer(t);
  await server.shell('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
  await server.shell('Set-TransportConfig -MaxReceiveSize 4KB; Set-Mailbox bob -MaxReceiveSize 1MB');
  const send = async (recipients: readonly string[]): Promise<string> => {
    const client = await LineClient.connect(server.ports.smtp);
    const say = async (text: string): Promise<string> => {
      client.send(`${text}\r\n`);
      let line = (await client.line()) ?? '';
      while (line[3] === '-') line = (await client.line()) ?? '';
      return line;
    };
    await client.line();
    await say('EHLO x.test');
    await say('MAIL FROM:<a@x.test>');
    for (const recipient of recipients) await say(`RCPT TO:<${recipient}@example.test>`);
    await say('DATA');
    const reply = await say(
      `Subject: large\r\n\r\n${'x'.repeat(70)}\r\n`.padEnd(30) + `${'y'.repeat(70)}\r\n`.repeat(100) + '.',
    );
    client.close();
    return reply;
  };
  assert.match(await send(['alice']), /^552 /);
  assert.match(await send(['alice', 'bob']), /^552 /);
  assert.match(await send(['bob']), /^250 /, 'his own limit is larger');
  await server.shell('Set-TransportConfig -MaxReceiveSize unlimited');
  assert.match(await send(['alice']), /^250 /);
});
