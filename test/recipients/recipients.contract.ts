import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Sink, startSink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { resolverOf } from '../../server/src/services/relay/relay-place.fixture.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { converse, folderOf, person, say, send, settled } from './people.ts';

/** Groups, contacts and forwarding as they look from outside, over real sockets, on the engine that `databaseUrl` names. */
export function recipientsContract(databaseUrl: () => Promise<string | undefined>): void {
  let server: TestServer;
  let sink: Sink;
  const endings: (() => Promise<void>)[] = [];

  before(async () => {
    sink = await startSink({ offers: ['PIPELINING', 'SIZE 50000000', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES'] });
    const resolver = resolverOf({
      mx: { 'elsewhere.test': [[10, 'mx.elsewhere.test']] },
      addresses: { 'mx.elsewhere.test': ['127.0.0.1'] },
    });
    const url = await databaseUrl();
    server = await startServer(
      { after: (work) => void endings.push(work) },
      { resolver, ...(url === undefined ? {} : { databaseUrl: url }) },
    );
    await server.shell(`New-SendConnector -Name Internet -AddressSpaces '*' -Port ${sink.port}`);
    await server.shell(
      'Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00 -MessageRateLimit Unlimited',
    );
    for (const alias of ['anna', 'bert', 'carla']) await person(server, alias);
  });
  after(async () => {
    for (const end of endings) await end();
    await sink.close();
  });

  const guid = (alias: string): string => server.running.directory.findMailbox(alias)?.guid ?? '';

  test('a mail to a group arrives at each member once, also when he is named besides, and at contacts elsewhere', async () => {
    const { directory } = server.running;
    const { alice, bob } = server.users;
    const contact = await directory.createContact({
      name: 'Partner',
      alias: 'partner',
      externalEmailAddress: 'partner@elsewhere.test',
      primarySmtpAddress: 'partner@example.test',
    });
    const inner = await directory.createGroup({
      name: 'Inner',
      alias: 'inner',
      primarySmtpAddress: 'inner@example.test',
      members: [guid('anna'), guid('bert'), contact.guid],
    });
    await directory.createGroup({
      name: 'Outer',
      alias: 'outer',
      primarySmtpAddress: 'outer@example.test',
      members: [guid('bert'), guid('carla'), guid('bob'), inner.guid],
    });
    const before = sink.messages.length;
    const to = ['outer@example.test', bob.address, 'inner@example.test'];
    assert.match(await send(server, alice, alice.address, to, 'Subject: to all\r\n\r\nhi'), /^250/);
    await sink.received(before + 1);
    await settled(server);
    for (const alias of ['anna', 'bert', 'carla'])
      assert.equal((await folderOf(server, alias, 'INBOX', 1)).length, 1, alias);
    assert.equal((await folderOf(server, 'bob', 'INBOX', 1)).filter((text) => /Subject: to all/.test(text)).length, 1);
    assert.deepEqual(
      sink.messages.at(-1)?.rcpt.map((line) => line.split(' ')[1]),
      ['TO:<partner@elsewhere.test>'],
    );
    assert.equal(sink.messages.length, before + 1);
  });

  test('who may not write to a group hears so at RCPT, through a group around it too', async () => {
    const { directory } = server.running;
    const { alice, bob } = server.users;
    const stranger = await converse(server, null);
    await say(stranger, 'MAIL FROM:<x@faraway.test>');
    assert.match(await say(stranger, 'RCPT TO:<outer@example.test>'), /^550 5\.7\.1 Delivery not authorized/);
    assert.match(await say(stranger, 'RCPT TO:<partner@example.test>'), /^250/);
    stranger.close();
    const closed = await directory.createGroup({
      name: 'Closed',
      alias: 'closed',
      primarySmtpAddress: 'closed@example.test',
      members: [guid('anna')],
      acceptMessagesOnlyFrom: [guid('alice')],
    });
    await directory.createGroup({
      name: 'Around',
      alias: 'around',
      primarySmtpAddress: 'around@example.test',
      members: [closed.guid],
      requireSenderAuthentication: false,
    });
    const asBob = await converse(server, bob);
    await say(asBob, `MAIL FROM:<${bob.address}>`);
    assert.match(await say(asBob, 'RCPT TO:<closed@example.test>'), /^550 5\.7\.1/);
    assert.match(await say(asBob, 'RCPT TO:<around@example.test>'), /^550 5\.7\.1/);
    asBob.close();
    const asAlice = await converse(server, alice);
    await say(asAlice, `MAIL FROM:<${alice.address}>`);
    assert.match(await say(asAlice, 'RCPT TO:<around@example.test>'), /^250/);
    asAlice.close();
    const empty = await directory.createGroup({ name: 'E', alias: 'e', primarySmtpAddress: 'e@example.test' });
    assert.match(await send(server, alice, alice.address, ['e@example.test'], 'x'), /^550 5\.2\.4/);
    await directory.removeRecipient(empty.guid);
    assert.match(await send(server, alice, alice.address, ['e@example.test'], 'x'), /^550 5\.1\.1/);
  });

  test('forwarding leaves with the sender of the message, keeps a copy when told, and a loop loses nothing', async () => {
    const { directory } = server.running;
    const dora = await person(server, 'dora');
    const emil = await person(server, 'emil');
    await directory.updateMailbox(dora.guid, { forwardingSmtpAddress: 'dora@elsewhere.test' });
    const before = sink.messages.length;
    assert.match(
      await send(
        server,
        null,
        'x@faraway.test',
        ['dora@example.test'],
        'From: x@faraway.test\r\nSubject: one\r\n\r\nhi',
      ),
      /^250/,
    );
    await sink.received(before + 1);
    const left = sink.messages.at(-1);
    assert.match(left?.data ?? '', /^X-Relais-Forwarded-By: [\s\S]*Subject: one\r\n\r\nhi/);
    assert.doesNotMatch(left?.data ?? '', /Return-Path/);
    assert.equal((await folderOf(server, 'dora', 'INBOX', 0)).length, 0);
    await directory.updateMailbox(dora.guid, { deliverToMailboxAndForward: true });
    await send(server, null, '', ['dora@example.test'], 'Subject: two\r\n\r\nhi');
    await sink.received(before + 2);
    assert.match(sink.messages.at(-1)?.mail ?? '', /^MAIL FROM:<>/);
    assert.equal((await folderOf(server, 'dora', 'INBOX', 1)).length, 1);
    // Dora to Emil and back, neither keeping anything: where it comes round it stays.
    await directory.updateMailbox(dora.guid, { forwardingAddress: emil.guid, deliverToMailboxAndForward: false });
    await directory.updateMailbox(emil.guid, { forwardingAddress: dora.guid });
    await send(server, null, 'x@faraway.test', ['dora@example.test'], 'Subject: round\r\n\r\nhi');
    const kept = await folderOf(server, 'dora', 'INBOX', 2);
    await settled(server);
    assert.equal(kept.filter((text) => /Subject: round/.test(text)).length, 1);
    assert.equal((await folderOf(server, 'emil', 'INBOX', 0)).length, 0);
    assert.equal(sink.messages.length, before + 2);
  });

  test('a mailbox that forwards all is never full; one that keeps copies is refused at RCPT', async () => {
    const { directory } = server.running;
    const { guid: id } = await person(server, 'fred');
    await directory.updateMailbox(id, {
      prohibitSendReceiveQuotaBytes: 10,
      forwardingSmtpAddress: 'fred@elsewhere.test',
    });
    const client = await converse(server, null);
    await say(client, 'MAIL FROM:<x@faraway.test> SIZE=1000');
    assert.match(await say(client, 'RCPT TO:<fred@example.test>'), /^250/);
    await directory.updateMailbox(id, { deliverToMailboxAndForward: true });
    await say(client, 'RSET');
    await say(client, 'MAIL FROM:<x@faraway.test> SIZE=1000');
    assert.match(await say(client, 'RCPT TO:<fred@example.test>'), /^452 4\.2\.2/);
    client.close();
  });

  test('a mailbox beyond its warning limit is warned once a day', async () => {
    const { directory } = server.running;
    const { guid: id } = await person(server, 'gina');
    await directory.updateMailbox(id, { issueWarningQuotaBytes: 10, language: 'fr' });
    for (const subject of ['one', 'two'])
      await send(server, null, 'x@faraway.test', ['gina@example.test'], `Subject: ${subject}\r\n\r\nhi`);
    const texts = await folderOf(server, 'gina', 'INBOX', 3);
    assert.equal(texts.length, 3);
    assert.equal(texts.filter((text) => /^Auto-Submitted: auto-generated/m.test(text)).length, 1);
  });

  test('one writes as another only with SendAs, on behalf with both names, and never as a catch-all', async () => {
    const { directory } = server.running;
    const { alice, bob } = server.users;
    const as = (from: string, header: string) => send(server, alice, from, [bob.address], `${header}\r\n\r\nhi`);
    const anna = 'anna@example.test';
    assert.match(await as(anna, 'Subject: no'), /^550 5\.7\.1/);
    assert.match(await as(alice.address, `From: <${anna}>`), /^550 5\.7\.1/);
    await directory.updateMailbox(guid('anna'), { sendOnBehalf: [guid('alice')] });
    assert.match(await as(alice.address, `From: <${anna}>\r\nSubject: behalf`), /^250/);
    const texts = await folderOf(server, 'bob', 'INBOX', 1);
    assert.match(texts.find((text) => /Subject: behalf/.test(text)) ?? '', /^Sender: <alice@example\.test>/m);
    assert.match(await as(alice.address, `From: <${alice.address}>\r\nSender: <${anna}>`), /^550/);
    await directory.updateMailbox(guid('anna'), { sendOnBehalf: [], sendAs: [guid('alice')] });
    assert.match(await as(anna, `From: <${anna}>\r\nSubject: as`), /^250/);
    const [domain] = directory.acceptedDomains();
    await directory.updateAcceptedDomain(domain?.guid ?? '', { catchAll: guid('alice') });
    assert.match(await as('nobody@example.test', 'Subject: no'), /^550 5\.7\.1/);
    assert.match(
      await send(server, null, 'x@faraway.test', ['nobody@example.test'], 'Subject: caught\r\n\r\nx'),
      /^250/,
    );
    await directory.updateAcceptedDomain(domain?.guid ?? '', { catchAll: null });
    assert.ok((await folderOf(server, 'alice', 'INBOX', 1)).some((text) => /Subject: caught/.test(text)));
  });
}
