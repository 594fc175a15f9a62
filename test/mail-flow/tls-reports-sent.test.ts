import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { startTestDns } from '../../server/src/platform/dns/dns-server.fixture.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';

const ending = endingOfThisFile();
const untilReported = 29 * 3_600_000;

async function run(server: TestServer, text: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

/** What a cmdlet gives once it gives so much: mail is under way between two servers. */
async function eventually(
  server: TestServer,
  command: string,
  atLeast = 1,
): Promise<readonly Record<string, unknown>[]> {
  for (;;) {
    const said = await run(server, `@(${command}) | ConvertTo-Json -Depth 4`);
    const found: unknown = JSON.parse(said.trim() === '' ? '[]' : said);
    const rows = Array.isArray(found) ? found : [found as Record<string, unknown>];
    if (rows.length >= atLeast) return rows;
  }
}

test('a domain that asks for it is told of our TLS sessions with its host, by a report that its server reads (RFC 8460)', async () => {
  const dns = await startTestDns({
    'told.test': { MX: [{ exchange: 'mx.told.test', preference: 10 }] },
    'mx.told.test': { A: ['127.0.0.1'] },
    '_smtp._tls.told.test': { TXT: ['v=TLSRPTv1; rua=mailto:postmaster@told.test'] },
  });
  ending.after(() => dns.stop());
  const told = await startServer(ending, { manualClock: true });
  await run(
    told,
    `New-AcceptedDomain Told -DomainName told.test; Set-Mailbox bob -EmailAddresses @{Add='bob@told.test'}
     Set-TransportConfig -DnsServers '${dns.address}' -InternalSMTPServers 192.0.2.1`,
  );
  const server = await startServer(ending, { manualClock: true });
  await run(
    server,
    `New-AcceptedDomain Reporter -DomainName reporter.test
     Set-TransportConfig -TlsReportingEnabled $true -DnsServers '${dns.address}' -ExternalPostmasterAddress postmaster@reporter.test
     New-SendConnector out -AddressSpaces * -Port ${told.ports.smtp}
     New-DkimSigningConfig reporter.test -Selector k -Enabled $true`,
  );
  const record = await run(server, '(Get-DkimSigningConfig reporter.test).DnsRecordValue');
  dns.zone['k._domainkey.reporter.test'] = { TXT: [record.replaceAll(/\s+/g, ' ').trim()] };
  await sendToBob(server);
  server.advance(untilReported);
  told.advance(untilReported);
  const [report, ...others] = await eventually(told, 'Get-SmtpTlsReport told.test');
  assert.equal(others.length, 0);
  assert.deepEqual(
    [report?.PolicyType, report?.Successful, report?.Failed, report?.ReporterContact],
    ['no-policy-found', 1, 0, 'postmaster@reporter.test'],
    JSON.stringify(report),
  );
  // The session of the report itself is not told of: it went out as mail that needs no TLS (RFC 8460 §3).
  await sendToBob(server);
  server.advance(untilReported);
  told.advance(untilReported);
  const both = await eventually(told, 'Get-SmtpTlsReport told.test', 2);
  assert.deepEqual(
    both.map(({ Successful, Failed }) => [Successful, Failed]),
    [
      [1, 0],
      [1, 0],
    ],
  );
});

/** Returns when it has left. */
async function sendToBob(server: TestServer): Promise<void> {
  const { address, password } = server.users.alice;
  const plain = await SmtpClient.connect(server.ports.submission);
  await plain.say('EHLO client.test');
  const client = await plain.startTls();
  await client.say('EHLO client.test');
  assert.match(await client.signIn(address, password), /^235/);
  const subject = randomUUID();
  assert.match(
    await client.send(address, ['bob@told.test'], `From: <${address}>\r\nSubject: ${subject}\r\n\r\nx`),
    /^250/,
  );
  client.close();
  await eventually(server, `Get-MessageTrackingLog -EventId SEND -MessageSubject ${subject}`);
}
