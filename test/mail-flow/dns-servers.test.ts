import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestDns } from '../../server/src/platform/dns/dns-server.fixture.ts';
import { startSink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { startServer } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';

test('Set-TransportConfig -DnsServers says who is asked for the hosts of other domains, at once', async (t) => {
  const dns = await startTestDns({
    'far.test': { MX: [{ exchange: 'mx.far.test', preference: 10 }] },
    'mx.far.test': { A: ['127.0.0.1'] },
  });
  t.after(() => dns.stop());
  const sink = await startSink();
  t.after(() => sink.close());
  const server = await startServer(t);
  for (const command of [
    `Set-TransportConfig -DnsServers ${dns.address}`,
    `New-SendConnector -Name out -AddressSpaces * -Port ${sink.port}`,
    'New-MailContact -Name far -ExternalEmailAddress far@far.test -PrimarySmtpAddress far@example.test',
  ])
    assert.equal((await server.shell(command)).exitCode, 0, command);
  const client = await SmtpClient.connect(server.ports.smtp);
  t.after(async () => client.close());
  await client.say('EHLO elsewhere.test');
  await client.send('x@elsewhere.test', ['far@example.test'], 'Subject: through a DNS of our own\r\n\r\nx');
  await sink.received(1);
  assert.deepEqual(sink.messages[0]?.rcpt, ['RCPT TO:<far@far.test>']);
});
