import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimeSpan } from '@relais/management-contract';
import { resolverOf } from '../../server/src/services/relay/relay-place.fixture.ts';
import { startSink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { SenderRewriting } from '../../server/src/services/relay/sender-rewriting.ts';
import { LineClient } from '../support/line-client.ts';
import { startServer } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';
import { startSmtpServer } from '../transcripts/smtp/smtp-server.ts';

test('STARTTLS injections are refused also when forty connections try at the same time (RFC 3207 §4.2)', async (t) => {
  const server = await startSmtpServer({
    change: { MaxInboundConnectionPerSource: 100, MaxInboundConnectionPercentagePerSource: 100 },
  });
  t.after(() => server.stop());
  const attack = async (number: number): Promise<string | null> => {
    const plain = await LineClient.connect(server.ports.world);
    await plain.line();
    plain.send(`EHLO c${number}\r\n`);
    await plain.until(/^250 /);
    plain.send('STARTTLS\r\nMAIL FROM:<mallory@elsewhere.test>\r\nRCPT TO:<anna@example.test>\r\nDATA\r\n');
    await plain.until(/^220 /);
    const secure = await plain.startTls();
    secure.send('RCPT TO:<anna@example.test>\r\n');
    const answer = await secure.line();
    secure.close();
    return answer;
  };
  const answers = await Promise.all(Array.from({ length: 40 }, (_, number) => attack(number)));
  assert.deepEqual([...new Set(answers)], ['503 5.5.2 Send hello first']);
  assert.equal((await server.inbox('anna')).length, 0);
});

test('sixty clients in the tarpit hold nobody else up', async (t) => {
  const server = await startSmtpServer({
    manualClock: true,
    change: {
      TarpitInterval: TimeSpan.fromSeconds(5),
      MaxInboundConnectionPerSource: 100,
      MaxInboundConnectionPercentagePerSource: 100,
    },
  });
  t.after(() => server.stop());
  const stuck = await Promise.all(Array.from({ length: 60 }, () => SmtpClient.connect(server.ports.world)));
  for (const client of stuck)
    client.lines.send('EHLO c\r\nMAIL FROM:<a@far.test>\r\nRCPT TO:<nobody@example.test>\r\n');
  for (const client of stuck) for (const reply of ['250', '250']) assert.ok((await client.reply()).startsWith(reply));
  const other = await SmtpClient.connect(server.ports.world);
  await other.say('EHLO d');
  assert.match(await other.send('b@far.test', ['anna@example.test'], 'Subject: x\r\n\r\nx'), /^250 /);
  assert.ok(
    stuck.every((client) => client.lines.isQuiet),
    'the test clock has not moved',
  );
  server.clock?.advance(5000);
  for (const client of stuck) assert.match(await client.reply(), /^550 5\.1\.1/);
  for (const client of [...stuck, other]) client.close();
});

test('a bounce to the rewritten sender of a forward goes back; other mail to it, and made-up ones, do not', async (t) => {
  const sink = await startSink();
  t.after(() => sink.close());
  const resolver = resolverOf({
    mx: { 'far.test': [[10, 'mx.far.test']] },
    addresses: { 'mx.far.test': ['127.0.0.1'] },
  });
  const server = await startServer(t, { resolver });
  await server.shell(`New-SendConnector -Name out -AddressSpaces * -Port ${sink.port}`);
  for (const { Guid } of server.running.connectors.list())
    await server.running.connectors.update(Guid, { TarpitInterval: new TimeSpan(0) });
  const row = await server.running.engine.system.read((reader) =>
    reader.get<{ value: string }>(`SELECT value FROM setting WHERE noun = 'SenderRewriting' AND name = 'secret'`),
  );
  const srs = new SenderRewriting(row?.value ?? '');
  const sender = srs.rewrite('somebody.with.a.long.name@far.test', 'example.test', Date.now());
  const client = await SmtpClient.connect(server.ports.smtp);
  await client.say('EHLO far');
  const report = 'Subject: Undeliverable\r\n\r\nx';
  assert.match(await client.send('a@far.test', [sender], report), /^550 5\.1\.1/);
  await client.say('RSET');
  assert.match(await client.send('', [sender.replace('far.test', 'victim.test')], report), /^550 5\.1\.1/);
  await client.say('RSET');
  assert.match(await client.send('', [sender], report), /^250 /);
  await sink.received(1);
  assert.deepEqual(
    sink.messages[0]?.rcpt.map((line) => /<[^>]*>/.exec(line)?.[0]),
    ['<somebody.with.a.long.name@far.test>'],
  );
  assert.match(sink.messages[0]?.mail ?? '', /^MAIL FROM:<>/);
  client.close();
});
