import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Sink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { startServerAndSink, withoutNobody } from '../mail-flow/server-and-sink.ts';
import { folderOf, send, settled } from '../recipients/people.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import type { TestServer } from '../support/server.ts';

// Set-ReceiveConnector -LongAddressesEnabled: X.400 addresses wrapped in SMTP ones have up to 1,860 octets before the @, and
// no header line has room for them (RFC 5322 §2.1.1).
let server: TestServer;
let sink: Sink;
const ending = endingOfThisFile();
const long = `imceax400-${'x'.repeat(1_700)}@far.test`;

before(async () => {
  ({ server, sink } = await startServerAndSink(ending, ['far.test'], withoutNobody));
  for (const command of [
    `New-SendConnector -Name out -AddressSpaces * -Port ${sink.port}`,
    'Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00 -LongAddressesEnabled $true',
    'Restart-Service MSExchangeFrontEndTransport',
    'New-InboxRule -Mailbox alice -Name r -RedirectTo nobody@far.test -CopyToFolder Inbox -StopProcessingRules $false',
    'New-InboxRule -Mailbox alice -Name f -ForwardTo boss@far.test',
    'Set-MailboxAutoReplyConfiguration alice -AutoReplyState Enabled -InternalMessage Away -ExternalMessage Away',
  ]) {
    const { exitCode, stderr } = await server.shell(command);
    assert.equal(exitCode, 0, `${command}: ${stderr}`);
  }
});

function assertLinesFit(data: string): void {
  for (const line of data.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 998, `a line of ${line.length} octets`);
}

test('a sender whose address fits no line gets his report, and costs nobody the message', async () => {
  const content = 'From: w@far.test\r\nTo: alice@example.test\r\nSubject: s\r\n\r\nhello';
  assert.match(await send(server, null, long, [server.users.alice.address], content), /^250/);
  await settled(server);
  await sink.received(2);
  const report = sink.messages.find(({ rcpt }) => rcpt.join().includes(long));
  const copy = sink.messages.find(({ rcpt }) => rcpt.join().includes('boss@'));
  assert.ok(report !== undefined && copy !== undefined);
  assert.match(report.data, /\r\nTo: undisclosed-recipients:;\r\nSubject: Undeliverable: s\r\n/);
  assert.match(report.data, /\r\nFinal-Recipient: rfc822; nobody@far\.test\r\n/);
  assertLinesFit(report.data);
  assertLinesFit(copy.data);
  const texts = await folderOf(server, 'alice', 'INBOX', 1);
  assert.ok(texts.some((text) => text.endsWith('hello\r\n')));
  // An automatic reply would have to name him.
  assert.equal(sink.messages.length, 2);
});

test('a forwarded copy says what its part is on lines that fit, and the part can be read', async () => {
  const before = sink.messages.length;
  const name = 'x'.repeat(2_000);
  const header = [
    'From: w@far.test',
    'To: alice@example.test',
    'Subject: s',
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; name="${name}"; boundary=b1`,
    `Content-Description: ${name}`,
  ];
  const content = `${header.join('\r\n')}\r\n\r\n--b1\r\n\r\nhello\r\n--b1--`;
  assert.match(await send(server, null, 'w@far.test', [server.users.alice.address], content), /^250/);
  await sink.received(before + 2);
  const copy = sink.messages.slice(before).find(({ rcpt }) => rcpt.join().includes('boss@'));
  assert.ok(copy !== undefined);
  assertLinesFit(copy.data);
  const part = '\r\nContent-Type: multipart/mixed; boundary="b1"\r\n\r\n--b1\r\n\r\nhello\r\n--b1--\r\n';
  assert.ok(copy.data.includes(part), copy.data.slice(-1_000));
});

test('a report about a recipient whose address fits no line says which of its own kind it is', async () => {
  const before = (await folderOf(server, 'alice', 'INBOX', 0)).length;
  const { alice } = server.users;
  const content = 'From: alice@example.test\r\nSubject: s\r\n\r\nhello';
  const answer = await send(server, alice, alice.address, [`${'z'.repeat(1_700)}@nowhere.test`], content);
  assert.match(answer, /^250/);
  const report = (await folderOf(server, 'alice', 'INBOX', before + 1)).at(-1) ?? '';
  // What the message itself says above its header is no line of the report's.
  assertLinesFit(report.slice(report.indexOf('From: ')));
  assert.ok(/\r\nFinal-Recipient: x-relais-cut;\r\n z{900}\.\.\.\r\n/.test(report), report.slice(-2_000));
});
