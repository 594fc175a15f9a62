import assert from 'node:assert/strict';
import { startTestDns } from '../../server/src/platform/dns/dns-server.fixture.ts';
import { LineClient } from '../support/line-client.ts';
import { type Ending, startServer, type TestServer, type TestUser } from '../support/server.ts';

/** A message of this subject in the inbox of `user`, and gone again. */
export async function deleteForGood(server: TestServer, user: TestUser, subject: string): Promise<void> {
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  const letter = `From: Ann <ann@elsewhere.test>\r\nSubject: ${subject}\r\n\r\nText.\r\n`;
  for (const line of [
    `LOGIN ${user.address} ${user.password}`,
    `APPEND Archive (\\Deleted) {${letter.length}+}\r\n${letter}`,
    'SELECT Archive',
    'EXPUNGE',
  ])
    assert.match((await client.command('a', line)).join('\n'), /^a OK/m, line);
  client.close();
}

/** Lists have rows, dialogs something to show. Its DNS is a private one that knows nothing; no mail leaves the machine. */
export async function serverWithSomethingOfEverything(t: Ending): Promise<TestServer> {
  const dns = await startTestDns({ 'example.test': { TXT: ['v=spf1 -all'] } });
  t.after(() => dns.stop());
  const server = await startServer(t, { serverName: 'CAS01' });
  const { exitCode, stderr } = await server.shell(
    [
      `Set-TransportConfig -DnsServers '${dns.address}'`,
      'Set-ImapSettings -AuthenticatedConnectionTimeout 00:20:00',
      'New-SendConnector Internet -AddressSpaces "SMTP:*;1"',
      'New-SendConnector Nowhere -AddressSpaces "SMTP:elsewhere.test;1" -SmartHosts 127.0.0.1 -Port 1',
      'New-DistributionGroup Team -Members alice,bob',
      'New-MailContact Far -ExternalEmailAddress far@example.net',
      'New-ThrottlingPolicy Few -ImapMaxConcurrency 2',
      'New-TransportRule Invoices -SubjectContainsWords invoice -SetHeaderName X-Invoice -SetHeaderValue yes',
    ].join('; '),
  );
  assert.equal(exitCode, 0, stderr);
  const { alice, bob } = server.users;
  const client = await LineClient.connect(server.ports.smtps, { tls: true });
  await client.line();
  for (const line of [
    'EHLO looks.test',
    `AUTH PLAIN ${Buffer.from(`\0${alice.address}\0${alice.password}`).toString('base64')}`,
    `MAIL FROM:<${alice.address}>`,
    `RCPT TO:<${bob.address}>`,
    'RCPT TO:<friend@elsewhere.test>',
    'DATA',
    `From: <${alice.address}>\r\nSubject: A look\r\nMessage-ID: <look@example.test>\r\n\r\nText.\r\n.`,
  ]) {
    client.send(`${line}\r\n`);
    let reply = await client.line();
    while (reply !== null && /^\d{3}-/.test(reply)) reply = await client.line();
    assert.match(reply ?? '', /^[23]/, line);
  }
  client.close();
  await deleteForGood(server, alice, 'A deleted look');
  return server;
}
