import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { decodeHeader } from '@relais/mime';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import type { Sink, SunkMessage } from '../../server/src/services/relay/sink-server.fixture.ts';
import { startServerAndSink, withoutNobody } from '../mail-flow/server-and-sink.ts';
import { send } from '../recipients/people.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import type { TestServer } from '../support/server.ts';
import { oddTexts, overlong, quoted } from './hostile-texts.ts';

// What others put into their messages, and what the server makes of it when it writes to the outside in its own name: a
// forwarded copy, the same with the message attached, an automatic reply, a report of failure, a receipt.
let server: TestServer;
let sink: Sink;
let alice: JmapTestClient;
const ending = endingOfThisFile();

before(async () => {
  ({ server, sink } = await startServerAndSink(ending, ['far.test'], withoutNobody));
  alice = await JmapTestClient.open(server, server.users.alice);
  for (const command of [
    `New-SendConnector -Name out -AddressSpaces * -Port ${sink.port}`,
    'Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00',
    'New-InboxRule -Mailbox alice -Name f -ForwardTo boss@far.test -StopProcessingRules $false',
    'New-InboxRule -Mailbox alice -Name a -ForwardAsAttachmentTo chief@far.test -StopProcessingRules $false',
    'New-InboxRule -Mailbox alice -Name r -RedirectTo nobody@far.test -CopyToFolder Inbox',
    'Set-MailboxAutoReplyConfiguration alice -AutoReplyState Enabled -InternalMessage Away -ExternalMessage Away',
  ])
    await run(command);
});

async function run(command: string): Promise<void> {
  const { exitCode, stderr } = await server.shell(command);
  assert.equal(exitCode, 0, `${command}: ${stderr}`);
}

interface Heard {
  readonly names: readonly string[];
  readonly value: (name: string) => string;
}

/** The header as another server reads it: RFC 5322 §2.1.1, §2.2, no line end that is none. */
function read(whole: string, isCarrier = false): Heard {
  // A message that is carried along has the lines that it came with.
  const data = isCarrier ? whole.slice(0, whole.indexOf('Content-Type: message/rfc822')) : whole;
  const end = data.indexOf('\r\n\r\n');
  const header = data.slice(0, end);
  for (const line of data.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 998, `a line of ${line.length}`);
  assert.ok(!/\r(?!\n)|(?<!\r)\n|\0/.test(data), 'a line end that is none');
  for (const line of header.split('\r\n')) assert.match(line, /^(?:[!-9;-~]+:|[ \t]+\S)/);
  const fields = header
    .replaceAll(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
  return {
    names: fields.map(([name]) => name),
    value: (name) =>
      fields
        .filter(([one]) => one === name)
        .map(([, text]) => text)
        .join('\n'),
  };
}

const ofOwn = 'From To Subject Date Message-ID Auto-Submitted MIME-Version Content-Type'.split(' ');
const reply = 'Date From To Subject Message-ID Auto-Submitted X-Auto-Response-Suppress Precedence'.split(' ');
const content = ['MIME-Version', 'Content-Type', 'Content-Transfer-Encoding'];
const expectedNames = {
  forward: [...ofOwn, 'X-Relais-Forwarded-By'],
  attachment: [...ofOwn, 'X-Relais-Forwarded-By'],
  reply: [...reply, ...content],
  report: ofOwn,
  receipt: [...ofOwn, 'Received'],
} as const;
type Kind = keyof typeof expectedNames;

const encodedLines = '=?utf-8?Q?evil=0D=0AX-Injected:_1=0D=0A=0D=0Abody?=';
/** Subjects as they are written, and as a person reads them who is shown them on one line. */
const subjects: readonly (readonly [what: string, written: string, shown: string])[] = [
  ['2,000 letters without a space', overlong, overlong],
  ['encoded words that are two lines and a body', encodedLines, 'evil  X-Injected: 1    body'],
  ['encoded words with NUL', '=?utf-8?Q?evil=00X?=', 'evil X'],
  ['encoded words with NEL', '=?utf-8?Q?evil=C2=85X-Injected:_1?=', 'evil X-Injected: 1'],
  ['encoded words with U+2028', '=?utf-8?Q?evil=E2=80=A8X-Injected:_1?=', 'evil\u2028X-Injected: 1'],
  ['a character whose low byte is a line feed', '=?utf-8?B?xIrEjFgtSW5qZWN0ZWQ6IDE=?=', '\u010a\u010cX-Injected: 1'],
  ['quotes and brackets', '"evil" <mallory@far.test>, \\', '"evil" <mallory@far.test>, \\'],
  [
    'an encoded word within an encoded word',
    '=?utf-8?Q?=3D=3Futf-8=3FQ=3Fa=3D0D=3D0AX=3F=3D?=',
    '=?utf-8?Q?a=0D=0AX?=',
  ],
];

for (const [index, [what, written, shown]] of subjects.entries()) {
  test(`a subject of ${what} adds no field and no line to what the server writes`, async () => {
    const sender = `writer${index}@far.test`;
    const before = sink.messages.length;
    const longId = `<${'i'.repeat(1_200)}@far.test>`;
    const header = [
      'From: Writer <writer@far.test>',
      'To: alice@example.test',
      `Subject: ${written}`,
      `Message-ID: ${index % 2 === 0 ? longId : `<${index}@far.test>`}`,
      `Disposition-Notification-To: ${sender}`,
      'Original-Recipient: =?utf-8?B?cmZjODIyO8SNxIpYLUluamVjdGVkOiAx?=',
      'Content-Type: text/plain; charset=us-ascii',
    ];
    const answer = await send(server, null, sender, ['alice@example.test'], `${header.join('\r\n')}\r\n\r\nhello`);
    assert.match(answer, /^250/);
    await sink.received(before + 4);
    await giveReceipt(sender);
    await sink.received(before + 5);
    const heard = new Map<Kind, SunkMessage>();
    for (const message of sink.messages.slice(before)) heard.set(kindOf(message), message);
    assert.equal(heard.size, 5);
    for (const [kind, { data }] of heard) {
      const { names, value } = read(data, kind === 'attachment');
      const references = index % 2 === 0 ? [] : ['In-Reply-To', 'References'];
      // The queue writes DKIM-Signature and the like on top only where they are asked for: here they are not.
      assert.deepEqual(names.toSorted(), [...expectedNames[kind], ...references].toSorted(), kind);
      assert.equal(value('In-Reply-To'), index % 2 === 0 ? '' : `<${index}@far.test>`, kind);
      const got = decodeHeader(Buffer.from(value('Subject'))).replaceAll(/\s+/g, ' ');
      const whole = shown.replaceAll(/\s+/g, ' ');
      const lead = {
        forward: 'FW: ',
        attachment: 'FW: ',
        reply: 'Automatic reply: ',
        report: 'Undeliverable: ',
        receipt: 'Read: ',
      };
      const most = { forward: 500, attachment: 500, reply: 500, report: 255, receipt: 494 };
      assert.equal(got.length, Math.min(`${lead[kind]}${whole}`.length, lead[kind].length + most[kind]), kind);
      assert.ok(`${lead[kind]}${whole}`.startsWith(got), `${kind}: ${got.slice(0, 100)}`);
      assert.ok(!/^X-Injected/m.test(data.slice(0, data.indexOf('hello'))), kind);
    }
    const receipt = heard.get('receipt')?.data ?? '';
    assert.match(
      receipt,
      /\r\nOriginal-Recipient: rfc822;\?\?X-Injected: 1\r\nFinal-Recipient: rfc822; alice@example\.test\r\n/,
    );
  });
}

function kindOf({ rcpt, data }: SunkMessage): Kind {
  if (rcpt.join().includes('boss@')) return 'forward';
  if (rcpt.join().includes('chief@')) return 'attachment';
  if (/report-type=delivery-status/.test(data)) return 'report';
  return /report-type=disposition-notification/.test(data) ? 'receipt' : 'reply';
}

async function giveReceipt(asker: string): Promise<void> {
  const [[, identities]] = await alice.call(['Identity/get', { ids: null }, 'i']);
  const filter = { header: ['Disposition-Notification-To', asker] };
  const [[, { ids }]] = await alice.call(['Email/query', { filter }, 'q']);
  const disposition = { actionMode: 'manual-action', sendingMode: 'mdn-sent-manually', type: 'displayed' };
  const [[, answer]] = await alice.call([
    'MDN/send',
    { identityId: identities.list[0].id, send: { k: { forEmailId: ids[0], disposition } } },
    'm',
  ]);
  assert.notEqual(answer.sent, null, JSON.stringify(answer).slice(0, 500));
}

for (const name of [...oddTexts, 'x'.repeat(256), '"'.repeat(256)]) {
  test(`a display name of ${name.slice(0, 40)} is the name of what the mailbox sends, and nothing else`, async () => {
    await run(`Set-Mailbox alice -DisplayName ${quoted(name)}`);
    const before = sink.messages.length;
    const sender = `friend${before}@far.test`;
    const text = `From: ${sender}\r\nTo: alice@example.test\r\nSubject: s\r\nDisposition-Notification-To: ${sender}\r\n\r\nhello`;
    assert.match(await send(server, null, sender, ['alice@example.test'], text), /^250/);
    await sink.received(before + 4);
    await giveReceipt(sender);
    await sink.received(before + 5);
    for (const message of sink.messages.slice(before)) {
      const kind = kindOf(message);
      if (kind === 'report') continue;
      const { names, value } = read(message.data, kind === 'attachment');
      assert.deepEqual(names.toSorted(), [...expectedNames[kind]].toSorted(), kind);
      const [, phrase = ''] = /^(.*) <alice@example\.test>$/.exec(value('From')) ?? [];
      const plain = phrase.startsWith('"') ? phrase.slice(1, -1).replaceAll(/\\(.)/g, '$1') : phrase;
      assert.equal(decodeHeader(Buffer.from(plain)), name, kind);
    }
  });
}

test('a draft says what it was given, or the property that fits no header is named', async () => {
  const drafts = await alice.mailboxId('drafts');
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into by path
  const create = async (part: Record<string, unknown>): Promise<Record<string, any>> => {
    const email = {
      mailboxIds: { [drafts]: true },
      to: [{ name: null, email: 'bob@example.test' }],
      subject: 's',
      ...part,
    };
    const [[, answer]] = await alice.call(['Email/set', { create: { k: email } }, 's']);
    return answer.created?.k === undefined ? { error: answer.notCreated.k } : answer.created.k;
  };
  const longAddress = `${'x'.repeat(250)}@far.test`;
  const body = { textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'x' } } };
  const attached = (part: object): Record<string, unknown> => ({
    ...body,
    attachments: [{ partId: 'a', type: 'application/pdf', ...part }],
    bodyValues: { t: { value: 'x' }, a: { value: 'y' } },
  });
  for (const [property, part, says] of [
    ['from', { from: [{ name: null, email: longAddress }] }, /at most 254 octets/],
    ['to', { to: [{ name: null, email: longAddress }] }, /at most 254 octets/],
    ['cc', { cc: [{ name: null, email: 'a\u2028b@far.test' }] }, /must read local@domain/],
    ['bcc', { bcc: [{ name: null, email: 'a\u0085b@far.test' }] }, /must read local@domain/],
    ['replyTo', { replyTo: [{ name: null, email: 'a@far.test>\r\nX-Injected: 1' }] }, /must read local@domain/],
    ['sender', { sender: [{ name: 'a\r\nX-Injected: 1', email: 'a@far.test' }] }, /holds CR/],
    ['subject', { subject: 'a\nX-Injected: 1' }, /holds LF/],
    ['subject', { subject: 'a\0' }, /holds NUL/],
    ['messageId', { messageId: [overlong] }, /at most 900 characters/],
    ['messageId', { messageId: ['a>\r\nX-Injected: 1'] }, /printable ASCII/],
    ['inReplyTo', { inReplyTo: [overlong] }, /at most 900 characters/],
    ['references', { references: ['a@b', overlong] }, /at most 900 characters/],
    ['header:X-A:asText', { 'header:X-A:asText': 'a\r\nX-Injected: 1' }, /holds CR/],
    ['header:X-A', { 'header:X-A': 'a\nX-Injected: 1' }, /holds LF/],
    ['header:X-A:asAddresses', { 'header:X-A:asAddresses': [{ name: null, email: longAddress }] }, /at most 254/],
    ['attachments', attached({ type: `application/${'x'.repeat(128)}` }), /at most 127 characters/],
    ['attachments', attached({ name: 'a\r\nX-Injected: 1' }), /one line, but holds CR/],
    ['attachments', attached({ name: overlong }), /at most 1000 characters, not 2000/],
    ['attachments', attached({ cid: overlong }), /at most 900 characters/],
  ] as const) {
    const { error } = await create(part as Record<string, unknown>);
    assert.deepEqual(
      [error?.type, error?.properties],
      ['invalidProperties', [property]],
      JSON.stringify(part).slice(0, 200),
    );
    assert.match(error.description, says);
  }
  for (const text of [...oddTexts, overlong, `a${' '.repeat(1_500)}b`]) {
    const part = {
      ...attached({ name: text.slice(0, 1_000) }),
      from: [{ name: text, email: 'alice@example.test' }],
      subject: text,
      'header:X-A:asText': text,
      'header:X-G:asGroupedAddresses': [{ name: text, addresses: [{ name: text, email: 'a@far.test' }] }],
    };
    const { id, blobId } = await create(part);
    assert.ok(id, `${text.slice(0, 60)} was refused`);
    const { text: bytes } = await alice.ask('GET', `/jmap/download/${alice.accountId}/${blobId}/m`);
    const { names, value } = read(bytes);
    assert.deepEqual(names, 'Date From To Subject Message-ID X-A X-G MIME-Version Content-Type'.split(' '));
    assert.equal(decodeHeader(Buffer.from(value('Subject'))), text);
    const properties = ['from', 'subject', 'attachments', 'header:X-G:asGroupedAddresses'];
    const [[, { list }]] = await alice.call(['Email/get', { ids: [id], properties }, 'g']);
    assert.equal(list[0].from[0].name, text);
    assert.equal(list[0].attachments[0].name, text.slice(0, 1_000));
    assert.equal(list[0]['header:X-G:asGroupedAddresses'][0].name, text);
  }
});

test('what is submitted goes out as it was drafted, and to nobody whose address is none', async () => {
  const before = sink.messages.length;
  const from = [{ name: 'Ann', email: 'alice@example.test' }];
  const emailId = await alice.draft({ from, to: [{ name: overlong, email: 'bob@far.test' }], subject: overlong });
  const [[, identities]] = await alice.call(['Identity/get', { ids: null }, 'i']);
  const identityId = identities.list[0].id;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into by path
  const submit = async (envelope: object | null): Promise<any> => {
    const create = { s: { emailId, identityId, ...(envelope === null ? {} : { envelope }) } };
    const [[, answer]] = await alice.call(['EmailSubmission/set', { create }, 's']);
    return answer;
  };
  for (const email of [
    'b@far.test>\r\nRCPT TO:<c@far.test',
    'b\u2028@far.test',
    'b\u0085@far.test',
    `${overlong}@far.test`,
  ]) {
    const envelope = {
      mailFrom: { email: 'alice@example.test', parameters: null },
      rcptTo: [{ email, parameters: null }],
    };
    const { notCreated } = await submit(envelope);
    assert.equal(notCreated.s.type, 'invalidRecipients');
    assert.deepEqual(notCreated.s.invalidRecipients, [email]);
  }
  assert.ok((await submit(null)).created?.s);
  await sink.received(before + 1);
  const [sent] = sink.messages.slice(before);
  const { names, value } = read(sent?.data ?? '');
  assert.deepEqual(sent?.rcpt, ['RCPT TO:<bob@far.test>']);
  assert.deepEqual(
    names.filter((name) => name !== 'Received'),
    [...'Date From To Subject Message-ID'.split(' '), ...content],
  );
  assert.equal(decodeHeader(Buffer.from(value('Subject'))), overlong);
});
