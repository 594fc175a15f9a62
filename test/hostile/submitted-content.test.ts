import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { startServerAndSink } from '../mail-flow/server-and-sink.ts';
import { folderOf, send } from '../recipients/people.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer } from '../support/server.ts';

const ending = endingOfThisFile();

test('a message that was imported with bare line feeds smuggles nothing to the next server', async () => {
  const { server, sink } = await startServerAndSink(ending, ['far.test']);
  const { exitCode, stderr } = await server.shell(`New-SendConnector -Name out -AddressSpaces * -Port ${sink.port}`);
  assert.equal(exitCode, 0, stderr);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const lines = [
    'From: alice@example.test',
    'To: bob@far.test',
    'Subject: x',
    '',
    'one',
    '.',
    'MAIL FROM:<m@far.test>',
    '',
  ];
  const smuggled = 'two\r\n.\nRCPT TO:<m@far.test>\r.\rthree\0four';
  const mailboxId = await alice.mailboxId('drafts');
  const up = await alice.ask('POST', `/jmap/upload/${alice.accountId}`, lines.join('\n') + smuggled, 'message/rfc822');
  const { blobId } = JSON.parse(up.text);
  const [[, imported]] = await alice.call([
    'Email/import',
    { emails: { k: { blobId, mailboxIds: { [mailboxId]: true } } } },
    'i',
  ]);
  const emailId = imported.created?.k?.id;
  assert.ok(emailId, JSON.stringify(imported));
  const [[, { list }]] = await alice.call(['Identity/get', { ids: null }, 'i']);
  const create = { s: { emailId, identityId: list[0].id } };
  const [[, submitted]] = await alice.call(['EmailSubmission/set', { create }, 's']);
  assert.ok(submitted.created?.s, JSON.stringify(submitted));
  await sink.received(1);
  assert.equal(sink.messages.length, 1);
  const [{ data = '' } = {}] = sink.messages;
  assert.ok(!/\r(?!\n)|(?<!\r)\n|\0/.test(data), JSON.stringify(data));
  assert.match(
    data,
    /\r\none\r\n\.\r\nMAIL FROM:<m@far\.test>\r\ntwo\r\n\.\r\nRCPT TO:<m@far\.test>\r\n\.\r\nthreefour/,
  );
});

test('a user says neither what was found out about him nor where a message came from (RFC 8601 §5)', async () => {
  const server = await startServer(ending);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const forged = 'mail.bank.test; dmarc=pass header.from=bank.test';
  const emailId = await alice.draft({
    subject: 'by JMAP',
    'header:Authentication-Results': forged,
    'header:Return-Path': '<boss@bank.test>',
    bcc: [{ name: null, email: 'secret@far.test' }],
    to: [{ name: null, email: 'bob@example.test' }],
  });
  const [[, { list }]] = await alice.call(['Identity/get', { ids: null }, 'i']);
  const envelope = {
    mailFrom: { email: 'alice@example.test', parameters: null },
    rcptTo: [{ email: 'bob@example.test', parameters: null }],
  };
  const create = { s: { emailId, identityId: list[0].id, envelope } };
  const [[, submitted]] = await alice.call(['EmailSubmission/set', { create }, 's']);
  assert.ok(submitted.created?.s, JSON.stringify(submitted));
  const text = `From: alice@example.test\r\nAuthentication-Results: ${forged}\r\nSubject: by SMTP\r\n\r\nx`;
  const { address } = server.users.alice;
  assert.match(await send(server, server.users.alice, address, [server.users.bob.address], text), /^250/);
  const came = (await folderOf(server, 'bob', 'INBOX', 2)).filter((one) => /^Subject: by (?:JMAP|SMTP)/m.test(one));
  assert.equal(came.length, 2);
  for (const one of came) {
    assert.ok(!/bank\.test|secret@/.test(one), one);
    assert.match(one, /^Return-Path: <alice@example\.test>\r\n/);
  }
});
