import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import type { TestServer } from '../../../../test/support/server.ts';
import { SmtpClient } from '../../../../test/transcripts/smtp/smtp-client.ts';
import { beginSubmitting, type Statuses } from './fixtures/submission-place.ts';

const elsewhere =
  (...addresses: readonly string[]) =>
  (statuses: Statuses) =>
    addresses.every((address) => statuses?.[address]?.delivered === 'unknown');

/** Lines of a notification, as another server sends it. */
function report(kind: 'delivery-status' | 'disposition-notification', fields: readonly string[], header = ''): string {
  return [
    'From: Mail Delivery System <mailer-daemon@far.test>',
    'To: alice@example.test',
    'Subject: Report',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${kind}; boundary=b`,
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Words.',
    '--b',
    `Content-Type: message/${kind}`,
    '',
    ...fields,
    '',
    ...(header === '' ? [] : ['--b', 'Content-Type: text/rfc822-headers', '', header, '']),
    '--b--',
  ].join('\r\n');
}

async function bring(server: TestServer, content: string, to = 'alice@example.test', from = ''): Promise<void> {
  const client = await SmtpClient.connect(server.ports.smtp);
  await client.say('EHLO mx.far.test');
  assert.match(await client.send(from, [to], content), /^250/);
  client.close();
}

const status = (envelopeId: string | null, ...recipients: readonly (readonly string[])[]): readonly string[] => [
  ...(envelopeId === null ? [] : [`Original-Envelope-Id: ${envelopeId}`]),
  'Reporting-MTA: dns; mx.far.test',
  ...recipients.flatMap((fields) => ['', ...fields]),
];

const failed = (address: string) => [
  `Final-Recipient: rfc822; ${address}`,
  'Action: failed',
  'Status: 5.1.1',
  'Diagnostic-Code: smtp; 550-5.1.1 <x>: no such',
  ' user',
];

const displayed = (address: string, messageId: string, word = 'displayed') => [
  'Reporting-UA: far.test; Reader',
  `Final-Recipient: rfc822; ${address}`,
  `Original-Message-ID: <${messageId}>`,
  `Disposition: manual-action/MDN-sent-manually; ${word}`,
];

onBothEngines('notifications of other servers and programs move delivered and displayed (RFC 8621 §7)', async (t) => {
  const { alice, server, sink, send, statuses } = await beginSubmitting(t, {
    databaseUrl: (await databaseFor(t)) ?? undefined,
  });
  const { id } = await send(['x@far.test', 'y@far.test', 'far@example.test'], null, { NOTIFY: 'SUCCESS,FAILURE' });
  await statuses(id, elsewhere('x@far.test', 'y@far.test', 'far@example.test'));
  const [sent] = sink.messages;
  assert.match(sent?.mail ?? '', new RegExp(` ENVID=${id}$`));
  assert.match(sent?.rcpt[0] ?? '', / NOTIFY=SUCCESS,FAILURE/);
  const messageId = /^Message-ID: <(.*)>/im.exec(sent?.data ?? '')?.[1] ?? '';
  const [[, { state }]] = await alice.call(['EmailSubmission/get', { ids: [id] }, 'g']);

  // By the envelope id; an alias elsewhere is known by the original address, a contact by the one that it leaves with.
  await bring(
    server,
    report(
      'delivery-status',
      status(
        id,
        ['Original-Recipient: rfc822;X@far.test', 'Final-Recipient: rfc822; box7@far.test', 'Action: delivered'],
        ['Final-Recipient: rfc822; contact@far.test', 'Action: delivered', 'Status: 2.1.5'],
        ['Final-Recipient: rfc822; y@far.test', 'Action: delayed', 'Status: 4.4.1'],
      ),
    ),
  );
  const first = await statuses(id, (now) => now?.['x@far.test']?.delivered === 'yes');
  assert.deepEqual(first, {
    'x@far.test': { smtpReply: '250 2.0.0 Delivered', delivered: 'yes', displayed: 'unknown' },
    'far@example.test': { smtpReply: '250 2.1.5 Delivered', delivered: 'yes', displayed: 'unknown' },
    'y@far.test': { smtpReply: '250 2.6.0 Taken', delivered: 'unknown', displayed: 'unknown' },
  });
  const [[, { updated }]] = await alice.call(['EmailSubmission/changes', { sinceState: state }, 'c']);
  assert.deepEqual(updated, [id]);

  // A server without DSN returns no envelope id: the message that it returns has its own.
  await bring(
    server,
    report('delivery-status', status(null, failed('y@far.test')), `Subject: status\r\nMessage-ID:\r\n <${messageId}>`),
  );
  await bring(server, report('disposition-notification', displayed('X@FAR.test', messageId)));
  const second = await statuses(
    id,
    (now) => now?.['x@far.test']?.displayed === 'yes' && now['y@far.test']?.delivered === 'no',
  );
  assert.deepEqual(second, {
    'x@far.test': { smtpReply: '250 2.0.0 Delivered', delivered: 'yes', displayed: 'yes' },
    'far@example.test': { smtpReply: '250 2.1.5 Delivered', delivered: 'yes', displayed: 'unknown' },
    'y@far.test': { smtpReply: '550 5.1.1 550-5.1.1 <x>: no such user', delivered: 'no', displayed: 'unknown' },
  });

  const [[, { list }]] = await alice.call(['EmailSubmission/get', { ids: [id] }, 'g']);
  const { dsnBlobIds, mdnBlobIds } = list[0];
  assert.deepEqual([dsnBlobIds.length, mdnBlobIds.length], [2, 1]);
  const blob = await alice.ask('GET', `/jmap/download/${alice.accountId}/${mdnBlobIds[0]}/mdn.eml?type=text/plain`);
  assert.match(blob.text, /^Disposition: manual-action/m);
});

test('what is not of the mailbox, its recipients or what has left changes nothing', async (t) => {
  const { alice, server, send, statuses } = await beginSubmitting(t, { manualClock: true });
  const { id } = await send(['x@far.test', 'nobody@far.test']);
  const { id: held } = await send(['x@far.test'], { HOLDFOR: '3600' });
  await statuses(
    id,
    (now) => now?.['x@far.test']?.delivered === 'unknown' && now['nobody@far.test']?.delivered === 'no',
  );
  const [[, before]] = await alice.call(['EmailSubmission/get', { ids: [id, held] }, 'g']);
  const [[, { list: emails }]] = await alice.call([
    'Email/get',
    { ids: [before.list[0].emailId], properties: ['messageId'] },
    'e',
  ]);
  const [messageId] = emails[0].messageId as string[];
  const notice = (...fields: readonly string[]) => report('delivery-status', status(id, fields));
  const delivered = ['Final-Recipient: rfc822; x@far.test', 'Action: delivered', 'Status: 2.0.0'];
  // To another mailbox, from somebody, of others, of what is known to have failed, of what has not left yet.
  await bring(server, notice(...delivered), 'bob@example.test');
  await bring(server, notice(...delivered), 'alice@example.test', 'mallory@far.test');
  await bring(server, notice('Final-Recipient: rfc822; z@far.test', 'Action: delivered', 'Status: 2.0.0'));
  await bring(server, notice('Final-Recipient: rfc822; nobody@far.test', 'Action: delivered'));
  await bring(server, notice('Final-Recipient: rfc822; x@far.test', 'Action: relayed', 'Status: 2.0.0'));
  await bring(server, report('delivery-status', status(held, delivered)));
  await bring(server, report('disposition-notification', displayed('nobody@far.test', messageId ?? '')));
  for (const word of ['deleted', 'displayed/error'])
    await bring(server, report('disposition-notification', displayed('x@far.test', messageId ?? '', word)));
  await bring(server, report('disposition-notification', displayed('x@far.test', 'other@example.test')));
  const [[, after]] = await alice.call(['EmailSubmission/get', { ids: [id, held] }, 'g']);
  const shown = (list: readonly { deliveryStatus: Statuses }[]) => list.map(({ deliveryStatus }) => deliveryStatus);
  assert.deepEqual(shown(after.list), shown(before.list));
  // It could have been: the same, as it should be.
  await bring(server, notice(...delivered));
  await statuses(id, (now) => now?.['x@far.test']?.delivered === 'yes');
});

test('a receipt of somebody here counts, also under another of his addresses', async (t) => {
  const { alice, server, send, statuses } = await beginSubmitting(t);
  const added = await server.shell('Set-Mailbox bob -EmailAddresses @{Add="bobby@example.test"}');
  assert.equal(added.exitCode, 0, added.stderr);
  const { id } = await send(['bobby@example.test']);
  const [[, { list }]] = await alice.call(['EmailSubmission/get', { ids: [id] }, 'g']);
  const [[, { list: emails }]] = await alice.call([
    'Email/get',
    { ids: [list[0].emailId], properties: ['messageId'] },
    'e',
  ]);
  await bring(server, report('disposition-notification', displayed('bob@example.test', emails[0].messageId[0])));
  const now = await statuses(id, (status) => status?.['bobby@example.test']?.displayed === 'yes');
  assert.equal(now?.['bobby@example.test']?.delivered, 'yes');
});

test('NOTIFY that means nothing is refused; success of a mailbox here is reported by the queue', async (t) => {
  const { alice, send, statuses } = await beginSubmitting(t);
  const { id } = await send(['bob@example.test'], { RET: 'HDRS' }, { notify: 'success' });
  await statuses(id, (now) => now?.['bob@example.test']?.delivered === 'yes');
  for (;;) {
    const [[, { list }]] = await alice.call(['EmailSubmission/get', { ids: [id] }, 'g']);
    if (list[0].dsnBlobIds.length === 1) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const [[, { list: identities }]] = await alice.call(['Identity/get', {}, 'i']);
  const emailId = await alice.draft({});
  const rcptTo = [{ email: 'bob@example.test', parameters: { NOTIFY: 'never,success' } }];
  const envelope = { mailFrom: { email: 'alice@example.test', parameters: null }, rcptTo };
  const create = { s: { identityId: identities[0].id, emailId, envelope } };
  const [[, { notCreated }]] = await alice.call(['EmailSubmission/set', { create }, 's']);
  assert.equal(notCreated.s.type, 'invalidProperties');
  assert.match(notCreated.s.description, /NOTIFY is NEVER, or SUCCESS/);
});
