import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { HttpCmdletHost, nodeFileAccess, Shell } from '@relais/shell';
import type { Sink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import type { TestServer } from '../support/server.ts';
import { freePorts } from '../transcripts/smtp/free-ports.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';
import { startServerAndSink } from './server-and-sink.ts';

// An administrator who is given the line of a 250 looks for its InternalId in the tracking log and in the queues.

let server: TestServer;
let sink: Sink;
let lmtpPort = 0;
const ending = endingOfThisFile();

before(async () => {
  ({ server, sink } = await startServerAndSink(ending, ['far.test']));
  [lmtpPort = 0] = await freePorts(1);
  for (const command of [
    `New-SendConnector -Name out -AddressSpaces * -Port ${sink.port}`,
    `New-ReceiveConnector -Name LMTP -Usage Lmtp -Bindings 127.0.0.1:${lmtpPort}`,
    `New-MailContact -Name far -ExternalEmailAddress far@far.test -PrimarySmtpAddress far@example.test`,
    'Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00',
    'New-TransportRule secret -SubjectContainsWords secret -RejectMessageReasonText no',
  ])
    await shell(command);
});

async function shell(command: string): Promise<readonly string[]> {
  const { stdout, stderr, exitCode } = await server.shell(command);
  assert.equal(exitCode, 0, stderr);
  return stdout.split(/\r?\n/).filter((line) => line !== '');
}

const idIn = (reply: string): number => Number(/\[InternalId=(\d+), /.exec(reply)?.[1] ?? Number.NaN);

/** What the tracking log has under a number, once it has `event` for it: events are written soon after the reply. */
async function trackedUnder(id: number, event: string): Promise<readonly string[]> {
  for (;;) {
    const lines = await shell(
      `Get-MessageTrackingLog -InternalMessageId ${id} | % { "$($_.EventId) $($_.Recipients) $($_.MessageSubject)" }`,
    );
    if (lines.some((line) => line.startsWith(`${event} `))) return lines;
  }
}

async function smtp(): Promise<SmtpClient> {
  const client = await SmtpClient.connect(server.ports.smtp);
  await client.say('EHLO elsewhere.test');
  return client;
}

test('SMTP: local mail is found in the tracking log by the InternalId of its 250', async () => {
  const client = await smtp();
  const first = idIn(await client.send('x@elsewhere.test', ['alice@example.test'], 'Subject: first\r\n\r\nx'));
  const both = ['alice@example.test', 'bob@example.test'];
  const second = idIn(await client.send('x@elsewhere.test', both, 'Subject: second\r\n\r\nx'));
  client.close();
  assert.ok(second > first, `${first} ${second}`);
  assert.deepEqual(await trackedUnder(first, 'DELIVER'), [
    'RECEIVE alice@example.test first',
    'DELIVER alice@example.test first',
  ]);
  assert.deepEqual(await trackedUnder(second, 'DELIVER'), [
    'RECEIVE alice@example.test bob@example.test second',
    'DELIVER alice@example.test bob@example.test second',
  ]);
});

test('SMTP: a message for here and elsewhere has one number in its 250, its events and its queue', async () => {
  const client = await smtp();
  await client.send('x@elsewhere.test', ['far@example.test'], 'Subject: makes the queue\r\n\r\nx');
  await sink.received(1);
  await shell('Suspend-Queue -Filter \'NextHopDomain -eq "far.test"\' -Confirm:$false');
  const to = ['alice@example.test', 'far@example.test'];
  const id = idIn(await client.send('x@elsewhere.test', to, 'Subject: both\r\n\r\nx'));
  client.close();
  const [identity = ''] = await shell('Get-Queue far.test | Get-Message | % { "$($_.Identity)" }');
  assert.equal(identity.split('\\').at(-1), String(id));
  assert.deepEqual(await shell(`Get-Message ${identity} | % { $_.Subject }`), ['both']);
  await shell('Get-Queue far.test | Resume-Queue -Confirm:$false');
  await sink.received(2);
  const events = await trackedUnder(id, 'SEND');
  for (const event of [
    'RECEIVE alice@example.test far@example.test both',
    'DELIVER alice@example.test both',
    'SEND far@far.test both',
  ])
    assert.ok(events.includes(event), events.join('\n'));
  assert.equal(events.filter((event) => event.startsWith('RECEIVE ')).length, 1, events.join('\n'));
  const of = (event: string, properties: string): Promise<readonly string[]> =>
    shell(`Get-MessageTrackingLog -InternalMessageId ${id} -EventId ${event} | % { "${properties}" }`);
  const whence = '$($_.Directionality) $($_.ClientHostname) $($_.OriginalClientIp)';
  const how = '$($_.MessageLatencyType) $($_.MessageLatency -is [TimeSpan]) $($_.EventData.Count)';
  assert.deepEqual(await of('RECEIVE', whence), ['Incoming elsewhere.test 127.0.0.1']);
  assert.match((await of('SEND', whence))[0] ?? '', /^Incoming \S+ 127\.0\.0\.1$/);
  assert.deepEqual(await of('RECEIVE', how), ['None False 0']);
  assert.deepEqual(await of('DELIVER', how), ['EndToEnd True 1']);
  assert.deepEqual(await of('SEND', how), ['LocalServer True 1']);
});

test('LMTP: all recipients of a message are told the same number, which its events have', async () => {
  const client = await SmtpClient.connect(lmtpPort);
  await client.say('LHLO front.example.test');
  await client.say('MAIL FROM:<x@elsewhere.test>');
  for (const name of ['alice', 'far', 'bob']) assert.match(await client.say(`RCPT TO:<${name}@example.test>`), /^250 /);
  await client.say('DATA');
  client.lines.send('Subject: one by one\r\n\r\nx\r\n.\r\n');
  const ids = [idIn(await client.reply()), idIn(await client.reply()), idIn(await client.reply())];
  client.close();
  const [id = 0] = ids;
  assert.deepEqual(ids, [id, id, id]);
  const events = await trackedUnder(id, 'SEND');
  await trackedUnder(id, 'DELIVER');
  assert.ok(events.includes('SEND far@far.test one by one'), events.join('\n'));
});

test('what a transport rule refuses has a number of its own in the tracking log', async () => {
  const client = await smtp();
  assert.match(await client.send('x@elsewhere.test', ['alice@example.test'], 'Subject: secret\r\n\r\nx'), /^550 /);
  const id = idIn(await client.send('x@elsewhere.test', ['alice@example.test'], 'Subject: after\r\n\r\nx'));
  client.close();
  await trackedUnder(id, 'DELIVER');
  assert.deepEqual(await shell('Get-MessageTrackingLog -EventId FAIL | % { $_.InternalMessageId }'), [String(id - 1)]);
});

test('messages that wait are exported into files as runbooks write it, and stay in their queue', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-export-'));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'C:', 'Contoso Export'), { recursive: true });
  let said = '';
  const console = new Shell({
    host: new HttpCmdletHost({ socketPath: server.running.socketPath }),
    files: nodeFileAccess(folder),
    stdout: (text) => void (said += text),
    stderr: (text) => void (said += text),
    ask: async () => null,
  });
  const run = async (script: string): Promise<string> => {
    said = '';
    await console.run(script);
    return said;
  };
  const exported = (name: string): Promise<string> => readFile(join(folder, 'C:', 'Contoso Export', name), 'latin1');

  const client = await smtp();
  await client.send('x@elsewhere.test', ['far@example.test'], 'Subject: makes the queue\r\n\r\nx');
  await shell('Suspend-Queue far.test -Confirm:$false');
  const long = `Subject: long\r\nMessage-ID: <long@elsewhere.test>\r\n\r\n${'A line of a long message.\r\n'.repeat(3_000)}`;
  await client.send('x@elsewhere.test', ['far@example.test'], long);
  await client.send('x@elsewhere.test', ['far@example.test'], 'Subject: short\r\n\r\né');
  client.close();

  const array = await run(
    '$array = @(Get-Message -Queue "CAS01\\far.test" -ResultSize unlimited); $array | ForEach-Object {$i++;Export-Message $_.Identity | AssembleMessage -Path ("C:\\Contoso Export\\"+ $i +".eml")}',
  );
  assert.doesNotMatch(array, /Export-Message|AssembleMessage/);
  assert.match(await exported('1.eml'), /^X-Sender: x@elsewhere\.test\r\nX-Receiver: far@far\.test\r\nReceived: /);
  assert.ok((await exported('1.eml')).trimEnd().endsWith(long.trimEnd().slice(-50_000)), 'it is whole');
  assert.match(await exported('2.eml'), /Subject: short\r\n\r\né\r\n$/);

  // With the queue let go a message may leave at any moment, unless it is kept itself.
  const filter = '-Filter {FromAddress -like "*@elsewhere.test" -and Subject -eq "long"}';
  await run(
    `Get-Message ${filter} -ResultSize Unlimited | ForEach-Object {Suspend-Message $_.Identity -Confirm:$false;$Temp="C:\\Contoso Export\\"+$_.InternetMessageID+".eml";$Temp=$Temp.Replace("<","_");$Temp=$Temp.Replace(">","_");Export-Message $_.Identity | AssembleMessage -Path $Temp}`,
  );
  assert.equal(await exported('_long@elsewhere.test_.eml'), await exported('1.eml'));
  for (const line of [
    `$m = Export-Message (Get-Message ${filter}).Identity; [System.IO.File]::WriteAllBytes("C:\\Contoso Export\\bytes.eml", $m.FileData)`,
    `Set-Content "C:\\Contoso Export\\bytes.eml" -Value (Get-Message ${filter} | Export-Message).FileData -Encoding Byte`,
  ]) {
    assert.equal(await run(line), '');
    assert.equal(await exported('bytes.eml'), await exported('1.eml'), line);
    await rm(join(folder, 'C:', 'Contoso Export', 'bytes.eml'));
  }

  assert.match(
    await run(
      'Get-Message -Queue CAS01\\far.test | Export-Message | AssembleMessage -Path "C:\\Contoso Export\\all.eml"',
    ),
    /holds the message "[^"]+"; "[^"]+" needs a file of its own/,
  );
  assert.match(await run('Get-Mailbox alice | AssembleMessage -Path x.eml'), /writes what Export-Message gives/);
  assert.match(await run('Export-Message CAS01\\far.test\\999999'), /999999' couldn't be found/);
  const before = await run('Get-Message -Queue CAS01\\far.test | % { "$($_.Subject)" }');
  assert.equal(before, 'long\nshort\n');
  await shell(`Get-Message ${filter} | Resume-Message -Confirm:$false`);
  await shell('Set-SendConnector out -Enabled $false');
  await shell('Get-Queue far.test | Resume-Queue -Confirm:$false');
  assert.match(await run('Get-Message -Filter {Subject -eq "short"} | Export-Message'), /Suspend-Message/);
  const audited = await shell('(Search-AdminAuditLog -Cmdlets Export-Message | ? Succeeded).Count');
  assert.ok(Number(audited[0]) >= 5, audited.join());
  await shell('Set-SendConnector out -Enabled $true');
});
