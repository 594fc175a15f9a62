import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestDns } from '../../server/src/platform/dns/dns-server.fixture.ts';
import { startSink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';

const ending = endingOfThisFile();

test('what goes on by a mailbox that forwards, a rule or a group leaves sealed, with what was found here (RFC 8617 §5.1)', async () => {
  const sink = await startSink({ offers: ['PIPELINING', '8BITMIME'] });
  ending.after(() => sink.close());
  const dns = await startTestDns({
    'from.test': { TXT: ['v=spf1 ip4:127.0.0.9 -all'] },
    '_dmarc.from.test': { TXT: ['v=DMARC1; p=reject'] },
  });
  ending.after(() => dns.stop());
  const server = await startServer(ending);
  const { exitCode, stderr } = await server.shell(
    `New-SendConnector out -AddressSpaces * -DNSRoutingEnabled $false -SmartHosts 127.0.0.1 -Port ${sink.port}
     Set-TransportConfig -DnsServers '${dns.address}' -ArcSealingEnabled $true
     New-DkimSigningConfig example.test -Selector k -Enabled $true
     Set-Mailbox alice -ForwardingSmtpAddress alice@out.test -DeliverToMailboxAndForward $true
     New-MailContact Outside -ExternalEmailAddress contact@out.test
     New-DistributionGroup Team -Members Outside,bob -RequireSenderAuthenticationEnabled $false
     New-InboxRule out -Mailbox bob -RedirectTo rule@out.test`,
  );
  assert.equal(exitCode, 0, stderr);
  const client = await SmtpClient.connect(server.ports.smtp, { from: '127.0.0.9' });
  await client.say('EHLO client.test');
  const letter = 'From: <ann@from.test>\r\nSubject: x\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\n\r\nx';
  for (const to of ['alice', 'team'])
    assert.match(await client.send('ann@from.test', [`${to}@example.test`], letter), /^250/);
  client.close();
  await sink.received(3);
  for (const { rcpt, data } of sink.messages) {
    assert.match(data, /^ARC-Seal: i=1; a=rsa-sha256; cv=none; d=example\.test;/, rcpt.join());
    assert.match(data, /^ARC-Authentication-Results: i=1; [^;]+;\s+spf=pass [^;]+;\s+dkim=none;\s+dmarc=pass /m);
  }
});
