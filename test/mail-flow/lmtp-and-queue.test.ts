import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Sink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import type { TestServer } from '../support/server.ts';
import { freePorts } from '../transcripts/smtp/free-ports.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';
import { startServerAndSink } from './server-and-sink.ts';

let server: TestServer;
let sink: Sink;
let port = 0;
const ending = endingOfThisFile();

before(async () => {
  ({ server, sink } = await startServerAndSink(ending, ['far.test']));
  [port = 0] = await freePorts(1);
  for (const command of [
    `New-SendConnector -Name out -AddressSpaces *`,
    `Set-SendConnector out -Port ${sink.port}`,
    `New-ReceiveConnector -Name LMTP -Usage Lmtp -Bindings 127.0.0.1:${port}`,
    `New-MailContact -Name far -ExternalEmailAddress far@far.test -PrimarySmtpAddress far@example.test`,
    `Set-Mailbox bob -MaxReceiveSize 1KB`,
  ]) {
    const said = await server.shell(command);
    assert.equal(said.exitCode, 0, said.stderr);
  }
});

test('LMTP: what one mailbox refuses keeps neither the other mailbox nor the queued recipient back (RFC 2033 §4.2)', async () => {
  const client = await SmtpClient.connect(port);
  await client.say('LHLO front.example.test');
  await client.say('MAIL FROM:<x@elsewhere.test>');
  for (const name of ['bob', 'far', 'alice']) assert.match(await client.say(`RCPT TO:<${name}@example.test>`), /^250 /);
  await client.say('DATA');
  client.lines.send(`Subject: each alone\r\n\r\n${'0123456789'.repeat(200)}\r\n.\r\n`);
  assert.match(await client.reply(), /^552 5\.3\.4 /);
  assert.match(await client.reply(), /^250 2\.6\.0 /);
  assert.match(await client.reply(), /^250 2\.6\.0 /);
  client.close();
  await sink.received(1);
  assert.deepEqual(
    sink.messages.map(({ rcpt }) => rcpt.join()),
    ['RCPT TO:<far@far.test>'],
  );
  const guid = server.running.directory.findMailbox('alice')?.guid ?? '';
  const store = await server.running.mail.account(guid);
  const { folderId } = await store.folder('INBOX');
  const found = await store.search(folderId, [{ first: 1, last: 4_294_967_295 }], {
    where: { headerField: 'subject' },
    value: 'each alone',
  });
  assert.equal(found.length, 1);
});

test('LMTP hands over to mailboxes and relays for nobody, not for who has the right to relay either (RFC 2033 §1)', async () => {
  const right = 'ms-Exch-SMTP-Accept-Any-Recipient';
  const said = await server.shell(
    `Get-ReceiveConnector LMTP | Add-ADPermission -User 'NT AUTHORITY\\ANONYMOUS LOGON' -ExtendedRights ${right}`,
  );
  assert.equal(said.exitCode, 0, said.stderr);
  const client = await SmtpClient.connect(port);
  await client.say('LHLO front.example.test');
  await client.say('MAIL FROM:<x@elsewhere.test>');
  assert.match(await client.say('RCPT TO:<somebody@far.test>'), /^550 5\.7\.1 Unable to relay/);
  assert.match(await client.say('RCPT TO:<alice@example.test>'), /^250 /);
  client.close();
});

test('NOTIFY=SUCCESS to a group: its sender hears that it was expanded, and nothing of its members (RFC 3461 §5.2.7.3)', async () => {
  for (const command of [
    'New-DistributionGroup -Name team -PrimarySmtpAddress team@example.test -Members alice,far -RequireSenderAuthenticationEnabled $false',
    "Set-Mailbox alice -EmailAddresses @{Add='al@example.test'}",
  ]) {
    const said = await server.shell(command);
    assert.equal(said.exitCode, 0, said.stderr);
  }
  const client = await SmtpClient.connect(server.ports.smtp);
  await client.say('EHLO elsewhere.test');
  await client.say('MAIL FROM:<administrator@example.test>');
  assert.match(await client.say('RCPT TO:<team@example.test> NOTIFY=SUCCESS,FAILURE'), /^250 /);
  await client.say('DATA');
  assert.match(await client.say('Message-ID: <team@x>\r\nSubject: to all\r\n\r\nx\r\n.'), /^250 /);
  const steps = await journey('<team@x>', ['SEND', 'DELIVER']);
  assert.deepEqual(steps.slice(0, 2), [
    'SMTP RECEIVE  > team@example.test',
    'ROUTING EXPAND team@example.test > alice@example.test far@far.test',
  ]);
  assert.deepEqual(steps.slice(2).toSorted(), [
    'SMTP SEND  > far@far.test',
    'STOREDRIVER DELIVER  > alice@example.test',
  ]);
  await journeyOf("-MessageSubject 'Expanded: to all'", ['DSN', 'DELIVER']);
  const report = (await inbox('administrator')).at(-1) ?? '';
  assert.match(report, /^Subject: Expanded: to all\r$/m);
  assert.match(report, /Final-Recipient: rfc822; team@example\.test\r\nAction: expanded\r\nStatus: 2\.0\.0\r\n/);
  assert.equal(report.match(/^Action: /gm)?.length, 1);
});

test('the tracking log says whose alias it was, who came from where, and what was redirected', async () => {
  const said = await server.shell('Set-Mailbox bob -ForwardingAddress far');
  assert.equal(said.exitCode, 0, said.stderr);
  const client = await SmtpClient.connect(server.ports.smtp);
  await client.say('EHLO elsewhere.test');
  const content = 'Message-ID: <alias@x>\r\nSubject: alias\r\n\r\nx';
  const to = ['al@example.test', 'alice@example.test', 'bob@example.test'];
  assert.match(await client.send('x@elsewhere.test', to, content), /^250 /);
  const steps = await journey('<alias@x>', ['SEND', 'DELIVER']);
  for (const step of [
    'SMTP RECEIVE  > al@example.test alice@example.test bob@example.test',
    'ROUTING RESOLVE al@example.test > alice@example.test',
    'STOREDRIVER DELIVER  > alice@example.test bob@example.test',
    'STOREDRIVER DUPLICATEDELIVER  > alice@example.test',
    'ROUTING REDIRECT bob@example.test > far@far.test',
  ])
    assert.ok(steps.includes(step), `${step}\n${steps.join('\n')}`);
  const { stdout } = await server.shell(
    'Get-MessageTrackingLog -MessageId \'<alias@x>\' -EventId DELIVER | % { "$($_.ClientIp) $($_.ConnectorId)" }',
  );
  assert.match(stdout, /^127\.0\.0\.1 [A-Z0-9-]+\\Default Frontend /);
});

test('a message for a mailbox, its group and elsewhere comes in once, and the second copy is a duplicate', async () => {
  for (const command of [
    'New-DistributionGroup Inner -PrimarySmtpAddress inner@example.test -Members alice',
    'New-DistributionGroup Outer -PrimarySmtpAddress outer@example.test -Members inner,alice,far',
    'Set-DistributionGroup Inner -RequireSenderAuthenticationEnabled $false',
    'Set-DistributionGroup Outer -RequireSenderAuthenticationEnabled $false',
  ]) {
    const said = await server.shell(command);
    assert.equal(said.exitCode, 0, said.stderr);
  }
  const client = await SmtpClient.connect(server.ports.smtp);
  await client.say('EHLO elsewhere.test');
  const send = async (name: string, to: readonly string[]): Promise<void> => {
    const content = `Message-ID: <${name}@x>\r\nSubject: ${name}\r\n\r\nx`;
    assert.match(await client.send('x@elsewhere.test', to, content), /^250 /);
  };
  await send('once', ['alice@example.test', 'inner@example.test']);
  const once = await journey('<once@x>', ['DELIVER']);
  assert.deepEqual(once, [
    'SMTP RECEIVE  > alice@example.test inner@example.test',
    'ROUTING EXPAND inner@example.test > alice@example.test',
    'STOREDRIVER DELIVER  > alice@example.test',
    'STOREDRIVER DUPLICATEDELIVER inner@example.test > alice@example.test',
  ]);
  await send('both', ['alice@example.test', 'outer@example.test']);
  const both = await journey('<both@x>', ['DELIVER', 'SEND']);
  const starts = (start: string) => both.filter((step) => step.startsWith(start));
  assert.deepEqual(starts('SMTP RECEIVE'), ['SMTP RECEIVE  > alice@example.test outer@example.test']);
  // One for each group, as in Exchange.
  assert.deepEqual(starts('ROUTING EXPAND'), [
    'ROUTING EXPAND outer@example.test > inner@example.test alice@example.test far@far.test',
    'ROUTING EXPAND inner@example.test > alice@example.test',
  ]);
  assert.deepEqual(starts('STOREDRIVER DELIVER'), ['STOREDRIVER DELIVER  > alice@example.test']);
  assert.deepEqual(starts('STOREDRIVER DUPLICATEDELIVER'), [
    'STOREDRIVER DUPLICATEDELIVER outer@example.test > alice@example.test',
  ]);
  const subjects = (await inbox('alice')).map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1]);
  for (const subject of ['once', 'both']) assert.equal(subjects.filter((one) => one === subject).length, 1, subject);
});

const journey = (messageId: string, ends: readonly string[]) => journeyOf(`-MessageId '${messageId}'`, ends);

/** A line an event, once those named have come: they are written soon, and not before the reply. */
async function journeyOf(where: string, ends: readonly string[]): Promise<readonly string[]> {
  const line = '"$($_.Source) $($_.EventId) $($_.RelatedRecipientAddress) > $($_.Recipients)"';
  for (;;) {
    const { stdout, stderr } = await server.shell(`Get-MessageTrackingLog ${where} | % { ${line} }`);
    assert.equal(stderr, '');
    const steps = stdout.split(/\r?\n/).filter((step) => step !== '');
    if (ends.every((end) => steps.some((step) => step.split(' ')[1] === end))) return steps;
  }
}

/** What stands in an INBOX. */
async function inbox(alias: string): Promise<readonly string[]> {
  const store = await server.running.mail.account(server.running.directory.findMailbox(alias)?.guid ?? '');
  const { folderId } = await store.folder('INBOX');
  const texts: string[] = [];
  for await (const page of store.messages(folderId, [{ first: 1, last: 4_294_967_295 }], {}))
    for (const { contentId } of page) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of store.content(contentId)) chunks.push(chunk);
      texts.push(Buffer.concat(chunks).toString());
    }
  return texts;
}
