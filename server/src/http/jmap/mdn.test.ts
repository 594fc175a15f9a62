import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { composeMessage } from '@relais/mime';
import { startServer, type TestServer } from '../../../../test/support/server.ts';
import { everything, JmapTestClient } from './fixtures/jmap-client.ts';

const manual = { actionMode: 'manual-action', sendingMode: 'mdn-sent-manually', type: 'displayed' };
const automatic = { ...manual, sendingMode: 'mdn-sent-automatically' };

async function putAsking(
  server: TestServer,
  headers: readonly { name: string; value: string }[],
  from = server.users.bob.address,
  to = server.users.alice.address,
  guid = server.running.directory.findLogin(server.users.alice.address)?.guid ?? '',
): Promise<void> {
  const account = await server.running.mail.account(guid);
  const inbox = await account.folder('INBOX');
  const incoming = await account.beginMessage();
  await incoming.write(
    composeMessage({
      from: { address: from },
      to: [{ address: to }],
      subject: 'Étude «zebra»',
      date: new Date(),
      messageId: 'asking@example.test',
      headers: [{ name: 'Disposition-Notification-To', value: 'bob@example.test' }, ...headers],
      text: 'Please tell me when you read this.',
    }),
  );
  await account.append(inbox.folderId, [{ message: await incoming.finish(), flags: { bits: 0, keywords: [] } }]);
}

async function begin(t: TestContext, headers: readonly { name: string; value: string }[]) {
  const server = await startServer(t);
  await putAsking(server, headers);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const bob = await JmapTestClient.open(server, server.users.bob);
  const using = [...everything, 'urn:ietf:params:jmap:mdn'];
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into by path
  const call = async (client: JmapTestClient, name: string, args: Record<string, unknown>): Promise<any> => {
    const methodCalls = [[name, { accountId: client.accountId, ...args }, 'c']];
    const { text } = await client.ask('POST', '/jmap/api', JSON.stringify({ using, methodCalls }));
    return JSON.parse(text).methodResponses[0][1];
  };
  const [identity] = (await call(alice, 'Identity/get', { ids: null })).list;
  const [emailId] = (await call(alice, 'Email/query', { filter: { subject: 'zebra' } })).ids;
  const send = (disposition: object) =>
    call(alice, 'MDN/send', { identityId: identity.id, send: { k: { forEmailId: emailId, disposition } } });
  return { alice, bob, emailId, call, send };
}

test('a receipt is sent once, as RFC 8098 has it, and the message keeps $MDNSent (RFC 9007 §2.1, RFC 3503)', async (t) => {
  const { alice, bob, emailId, call, send } = await begin(t, []);
  const answers = await Promise.all([send(manual), send(manual)]);
  const [good] = answers.filter(({ sent }) => sent !== null);
  const [refused] = answers.filter(({ notSent }) => notSent !== null);
  assert.equal(good?.sent.k.finalRecipient, 'rfc822; alice@example.test');
  assert.equal(refused?.notSent.k.type, 'mdnAlreadySent');
  assert.equal((await send(manual)).notSent.k.type, 'mdnAlreadySent');
  const [email] = (await call(alice, 'Email/get', { ids: [emailId], properties: ['keywords'] })).list;
  assert.equal(email.keywords.$mdnsent, true);

  const { ids } = await call(bob, 'Email/query', { filter: { subject: 'zebra' } });
  assert.equal(ids.length, 1);
  const properties = ['blobId', 'subject', 'header:Return-Path', 'header:Auto-Submitted:asText', 'bodyStructure'];
  const [receipt] = (await call(bob, 'Email/get', { ids, properties })).list;
  assert.equal(receipt.subject, 'Read: Étude «zebra»');
  assert.equal(receipt['header:Return-Path'].trim(), '<>');
  assert.equal(receipt['header:Auto-Submitted:asText'], 'auto-replied');
  assert.equal(receipt.bodyStructure.type, 'multipart/report');
  const { parsed } = await call(bob, 'MDN/parse', { blobIds: [receipt.blobId] });
  const mdn = parsed[receipt.blobId];
  assert.deepEqual(mdn.disposition, manual);
  assert.equal(mdn.finalRecipient, 'rfc822; alice@example.test');
  assert.equal(mdn.originalMessageId, '<asking@example.test>');
  assert.match(mdn.textBody, /displayed/);
});

test('without asking, only the sender of the envelope is told (RFC 8098 §2.1)', async (t) => {
  const { send } = await begin(t, [{ name: 'Return-Path', value: '<mallory@example.test>' }]);
  assert.equal((await send(automatic)).notSent.k.type, 'forbidden');
  // Who was asked may tell whom he likes.
  assert.equal((await send(manual)).notSent, null);
});

test('to the sender of the envelope it goes by itself; never for a list', async (t) => {
  const direct = await begin(t, [{ name: 'Return-Path', value: '<bob@example.test>' }]);
  assert.equal((await direct.send(automatic)).notSent, null);
  const list = await begin(t, [
    { name: 'Return-Path', value: '<bob@example.test>' },
    { name: 'List-Id', value: '<news.example.test>' },
  ]);
  assert.equal((await list.send(automatic)).notSent.k.type, 'forbidden');
});

test('in a shared mailbox who may send as it gives its receipts, and nobody else (RFC 8098 §2.1)', async (t) => {
  const server = await startServer(t);
  const shell = async (text: string): Promise<void> => {
    const { stderr, exitCode } = await server.shell(text);
    assert.equal(exitCode, 0, stderr);
  };
  await shell('New-Mailbox -Shared -Name Support -Alias support');
  await shell('Add-MailboxPermission support -User alice -AccessRights FullAccess');
  const guid = server.running.directory.findMailbox('support')?.guid ?? '';
  await putAsking(server, [], server.users.bob.address, 'support@example.test', guid);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const bob = await JmapTestClient.open(server, server.users.bob);
  const using = [...everything, 'urn:ietf:params:jmap:mdn'];
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into by path
  const call = async (client: JmapTestClient, name: string, args: Record<string, unknown>): Promise<any> => {
    const { text } = await client.ask('POST', '/jmap/api', JSON.stringify({ using, methodCalls: [[name, args, 'c']] }));
    return JSON.parse(text).methodResponses[0][1];
  };
  const [emailId] = (await call(alice, 'Email/query', { accountId: guid, filter: { subject: 'zebra' } })).ids;
  const own = await call(alice, 'Identity/get', { accountId: alice.accountId, ids: null });
  const send = (identityId: string) =>
    call(alice, 'MDN/send', {
      accountId: guid,
      identityId,
      send: { k: { forEmailId: emailId, disposition: manual } },
    });
  assert.equal((await send(own.list[0].id)).type, 'accountNotSupportedByMethod');

  await shell('Add-RecipientPermission support -Trustee alice -AccessRights SendAs -Confirm:$false');
  const session = JSON.parse((await alice.ask('GET', '/.well-known/jmap')).text);
  assert.ok('urn:ietf:params:jmap:mdn' in session.accounts[guid].accountCapabilities);
  const { list } = await call(alice, 'Identity/get', { accountId: alice.accountId, ids: null });
  const identity = list.find(({ email }: { email: string }) => email === 'support@example.test');
  // Not in her own name: she was not written to.
  assert.equal((await send(own.list[0].id)).type, 'invalidArguments');
  assert.equal((await send(identity.id)).sent.k.finalRecipient, 'rfc822; support@example.test');
  assert.equal((await send(identity.id)).notSent.k.type, 'mdnAlreadySent');
  const { ids } = await call(bob, 'Email/query', { accountId: bob.accountId, filter: { subject: 'zebra' } });
  const [receipt] = (await call(bob, 'Email/get', { accountId: bob.accountId, ids, properties: ['from'] })).list;
  assert.equal(receipt.from[0].email, 'support@example.test');
});
