import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { resolverOf } from '../../server/src/services/relay/relay-place.fixture.ts';
import { type Sink, startSink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { freePorts } from '../transcripts/smtp/free-ports.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';

let server: TestServer;
let sink: Sink;
let port = 0;
const endings: (() => Promise<void>)[] = [];

before(async () => {
  sink = await startSink();
  const resolver = resolverOf({
    mx: { 'far.test': [[10, 'mx.far.test']] },
    addresses: { 'mx.far.test': ['127.0.0.1'] },
  });
  server = await startServer({ after: (work) => void endings.push(work) }, { resolver });
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
after(async () => {
  for (const end of endings) await end();
  await sink.close();
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
