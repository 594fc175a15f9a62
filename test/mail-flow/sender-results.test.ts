import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { startTestDns } from '../../server/src/platform/dns/dns-server.fixture.ts';
import { milterAnswer, startMilter } from '../../server/src/services/content-filters/milter.fixture.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';

const ending = endingOfThisFile();
const property = 'relais:authenticationResults';

/** One message from an address of loopback to Alice. */
async function send(server: TestServer, from: string, content: string): Promise<void> {
  const client = await SmtpClient.connect(server.ports.smtp, { from });
  await client.say('EHLO client.test');
  const reply = await client.send('x@far.test', ['alice@example.test'], content.replaceAll('\n', '\r\n'));
  client.close();
  assert.match(reply, /^250/);
}

async function found(alice: JmapTestClient, subject: string): Promise<Record<string, unknown>> {
  const [[, { ids }]] = await alice.call(['Email/query', { filter: { subject } }, 'q']);
  assert.equal(ids.length, 1, subject);
  const properties = [property, 'blobId', 'header:Authentication-Results:asText:all'];
  const [[, { list }]] = await alice.call(['Email/get', { ids, properties }, 'g']);
  return list[0];
}

async function put(alice: JmapTestClient, text: string): Promise<void> {
  const blobId = await alice.upload(Buffer.from(text, 'latin1'), 'message/rfc822');
  const mailboxIds = { [await alice.mailboxId('inbox')]: true };
  const [[, answer]] = await alice.call(['Email/import', { emails: { k: { blobId, mailboxIds } } }, 'i']);
  assert.ok(answer.created?.k, JSON.stringify(answer));
}

test('only what this server found out at delivery is told of a sender (RFC 8601 §5, §7.1)', async () => {
  const dns = await startTestDns({ 'far.test': { TXT: ['v=spf1 ip4:127.0.0.9 -all'] } });
  ending.after(() => dns.stop());
  const server = await startServer(ending);
  assert.equal((await server.shell(`Set-TransportConfig -DnsServers '${dns.address}'`)).exitCode, 0);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const { fqdn } = server.running.facts;
  const forged = `Authentication-Results: ${fqdn}; dmarc=pass header.from=bank.test`;
  const foreign = 'Authentication-Results: front.far.test; dmarc=pass header.from=bank.test';
  const mail = (subject: string): string =>
    `From: <x@far.test>\nSubject: ${subject}\nMessage-ID: <${subject}@far.test>\n\nx`;

  await send(server, '127.0.0.9', `${forged}\n${foreign}\n${mail('checked')}`);
  const checked = await found(alice, 'checked');
  const results = `${fqdn};\tspf=pass smtp.mailfrom=x@far.test;\tdkim=none;\tdmarc=none header.from=far.test`;
  assert.equal(checked[property], results);

  // From a server whose mail is not looked at.
  await send(server, '127.0.0.1', `${foreign}\n${mail('unseen')}`);
  const unseen = await found(alice, 'unseen');
  assert.equal((unseen['header:Authentication-Results:asText:all'] as string[]).length, 1);
  assert.equal(unseen[property], null);

  // What a mail program puts there is what it was: moved as it is, it keeps its results; changed, it has none.
  const { text } = await alice.ask('GET', `/jmap/download/${alice.accountId}/${checked.blobId}/x.eml`);
  await alice.call(
    ['Email/query', { filter: { subject: 'checked' } }, 'q'],
    ['Email/set', { '#destroy': { resultOf: 'q', name: 'Email/query', path: '/ids' } }, 'd'],
  );
  await put(alice, text);
  assert.equal((await found(alice, 'checked'))[property], results);
  await put(alice, text.replace('Subject: checked', 'Subject: changed'));
  assert.equal((await found(alice, 'changed'))[property], null);
  await put(alice, text.replace('Subject: checked', 'Subject: better').replace('spf=pass', 'spf=pass; dkim=pass'));
  assert.equal((await found(alice, 'better'))[property], null);
  await put(alice, `${forged}\r\n${mail('imported').replaceAll('\n', '\r\n')}`);
  assert.equal((await found(alice, 'imported'))[property], null);

  // They hold for the message as a content filter left it.
  const milter = await startMilter({
    answer: (step) => (step === 'E' ? [milterAnswer.change(1, 'Subject', 'marked'), milterAnswer.accept] : undefined),
  });
  ending.after(() => milter.stop());
  assert.equal((await server.shell(`Set-TransportConfig -ContentFilters '${milter.address}'`)).exitCode, 0);
  await send(server, '127.0.0.9', mail('unmarked'));
  assert.equal((await found(alice, 'marked'))[property], results);
});

test('a trusted sender is believed only where SPF or DKIM shows that it is he', async () => {
  const dns = await startTestDns({ 'far.test': { TXT: ['v=spf1 ip4:127.0.0.9 -all'] } });
  ending.after(() => dns.stop());
  const server = await startServer(ending);
  for (const line of [
    `Set-TransportConfig -DnsServers '${dns.address}'`,
    'New-TransportRule Spam -SubjectContainsWords offer -SetSCL 9',
    'Set-MailboxJunkEmailConfiguration alice -TrustedSendersAndDomains far.test',
  ])
    assert.equal((await server.shell(line)).exitCode, 0, line);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const junk = await alice.mailboxId('junk');
  const folderOf = async (subject: string): Promise<unknown> => {
    const [[, { ids }]] = await alice.call(['Email/query', { filter: { subject } }, 'q']);
    const [[, { list }]] = await alice.call(['Email/get', { ids, properties: ['mailboxIds'] }, 'g']);
    return Object.keys(list[0].mailboxIds)[0];
  };
  await send(server, '127.0.0.9', 'From: <x@far.test>\nSubject: genuine offer\n\nx');
  await send(server, '127.0.0.8', 'From: <x@far.test>\nSubject: forged offer\n\nx');
  assert.equal(await folderOf('genuine offer'), await alice.mailboxId('inbox'));
  assert.equal(await folderOf('forged offer'), junk);
});

test('what users send is shown to content filters where the setting says so, and the refusal is in their words', async () => {
  const milter = await startMilter({
    answer: (step) => (step === 'E' ? milterAnswer.reply('550 5.7.1 Looks like spam') : undefined),
  });
  ending.after(() => milter.stop());
  const server = await startServer(ending);
  const filter = `Set-TransportConfig -ContentFilters '${milter.address}' -ContentFilterScope`;
  const alice = await JmapTestClient.open(server, server.users.alice);
  const [[, { list }]] = await alice.call(['Identity/get', {}, 'i']);
  const submit = async (): Promise<unknown> => {
    const emailId = await alice.draft({ subject: 'by alice' });
    const create = { s: { identityId: list[0].id, emailId } };
    const [[, made]] = await alice.call(['EmailSubmission/set', { create }, 's']);
    return made.notCreated?.s ?? 'sent';
  };
  assert.equal((await server.shell(`${filter} Incoming`)).exitCode, 0);
  assert.equal(await submit(), 'sent');
  assert.equal((await server.shell(`${filter} All`)).exitCode, 0);
  assert.deepEqual(await submit(), { type: 'forbiddenToSend', description: 'Looks like spam' });
  // Before it stands what Set-TransportConfig let the filter look at, to see whether it answers.
  const told = milter.told.filter(({ fields }) => fields.some(([, value]) => value === 'by alice'));
  assert.equal(told.length, 1);
  assert.equal(told[0]?.macros.get('{auth_authen}'), server.users.alice.address);
});
