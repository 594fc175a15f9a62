import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { startTestDns, type TestDns } from '../../server/src/platform/dns/dns-server.fixture.ts';
import { startSink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type StartOptions, type TestServer } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';

const ending = endingOfThisFile();
const dayMs = 86_400_000;
const untilReported = dayMs + 5 * 3_600_000;

const zone = {
  'author.test': { TXT: ['v=spf1 ip4:127.0.0.9 -all'] },
  'reporter.test': { TXT: ['v=spf1 -all'] },
};

async function run(server: TestServer, text: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

/** A server that reports as reporter.test, all of whose mail leaves by `port`. */
async function reporter(dns: TestDns, port: number, options: StartOptions = {}): Promise<TestServer> {
  const server = await startServer(ending, { manualClock: true, ...options });
  await run(
    server,
    `New-AcceptedDomain Reporter -DomainName reporter.test
     Set-TransportConfig -DmarcReportingEnabled $true -DnsServers '${dns.address}' -ExternalPostmasterAddress postmaster@reporter.test
     New-SendConnector out -AddressSpaces * -DNSRoutingEnabled $false -SmartHosts 127.0.0.1 -Port ${port}
     New-DkimSigningConfig reporter.test -Selector k -Enabled $true`,
  );
  const record = await run(server, '(Get-DkimSigningConfig reporter.test).DnsRecordValue');
  dns.zone['k._domainkey.reporter.test'] = { TXT: [record.replaceAll(/\s+/g, ' ').trim()] };
  return server;
}

async function send(server: TestServer, from: string, author = 'boss@author.test', to = 'alice'): Promise<string> {
  const client = await SmtpClient.connect(server.ports.smtp, { from });
  await client.say('EHLO client.test');
  const reply = await client.send(
    'news@author.test',
    [`${to}@example.test`],
    `From: <${author}>\r\nSubject: x\r\n\r\nx`,
  );
  client.close();
  return reply;
}

test('a domain is told what was found of its mail, by a report that its server reads', async () => {
  const dns = await startTestDns({
    ...zone,
    '_dmarc.author.test': { TXT: ['v=DMARC1; p=quarantine; sp=none; aspf=s; rua=mailto:postmaster@author.test!1m'] },
  });
  ending.after(() => dns.stop());
  const told = await startServer(ending, { manualClock: true });
  await run(
    told,
    `New-AcceptedDomain Author -DomainName author.test; Set-TransportConfig -DnsServers '${dns.address}' -InternalSMTPServers 192.0.2.1`,
  );
  const server = await reporter(dns, told.ports.smtp);
  assert.match(await send(server, '127.0.0.9'), /^250/);
  assert.match(await send(server, '127.0.0.9', 'Boss@Author.test', 'bob'), /^250/);
  assert.match(await send(server, '127.0.0.8'), /^250/);
  // A server of our own, and a domain that asks for nothing.
  assert.match(await send(server, '127.0.0.1'), /^250/);
  assert.match(await send(server, '127.0.0.8', 'x@silent.test'), /^250/);

  told.advance(untilReported);
  server.advance(untilReported);
  const rows = await eventually(told, 'Get-DmarcReport author.test');
  assert.deepEqual(
    rows.map((row) => [row.SourceIPAddress, row.Count, row.Result, row.Disposition, row.SpfAligned, row.SpfResults]),
    [
      ['127.0.0.9', 2, 'Pass', 'None', true, ['author.test=pass']],
      ['127.0.0.8', 1, 'Fail', 'Quarantine', false, ['author.test=fail']],
    ],
  );
  assert.deepEqual(
    [rows[0]?.Domain, rows[0]?.PublishedPolicy, rows[0]?.HeaderFrom, rows[0]?.ReporterContact, rows[0]?.Organization],
    ['author.test', 'quarantine', 'author.test', 'postmaster@reporter.test', server.running.directory.organizationName],
  );
});

test('counts survive a restart; who has not agreed to take a report gets none (RFC 7489 §7.1), nor one too large', async () => {
  const uris = ['agg@sub.author.test', 'agg@stranger.test', 'agg@agreed.test', 'tiny@author.test!10'];
  const dns = await startTestDns({
    ...zone,
    '_dmarc.author.test': { TXT: [`v=DMARC1; p=none; rua=${uris.map((uri) => `mailto:${uri}`).join(', ')}`] },
    'author.test._report._dmarc.agreed.test': { TXT: ['v=DMARC1;'] },
  });
  ending.after(() => dns.stop());
  const sink = await startSink({ offers: ['8BITMIME'] });
  ending.after(() => sink.close());
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-reporting-'));
  ending.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const before = await reporter(dns, sink.port, { dataDirectory });
  assert.match(await send(before, '127.0.0.9', 'boss@author.test'), /^250/);
  await before.stop();
  const server = await startServer(ending, { manualClock: true, dataDirectory });
  // Nothing leaves before the day is over.
  server.advance(untilReported);
  await sink.received(1);
  const [message] = sink.messages;
  assert.ok(message !== undefined);
  assert.match(message.mail, /^MAIL FROM:<>/);
  assert.deepEqual(message.rcpt.map((line) => /<(.*)>/.exec(line)?.[1]).toSorted(), [
    'agg@agreed.test',
    'agg@sub.author.test',
  ]);
  assert.match(message.data, /^DKIM-Signature: .*d=reporter\.test/s);
  const unfolded = message.data.replaceAll(/\r?\n[ \t]+/g, ' ');
  assert.match(unfolded, /^Subject: Report Domain: author\.test Submitter: reporter\.test Report-ID: <\w+>/m);
  const xml = gunzipSync(
    Buffer.from(/\r\n\r\n(H4sI[\s\S]*?)\r\n--/.exec(message.data)?.[1] ?? '', 'base64'),
  ).toString();
  assert.match(xml, /<source_ip>127\.0\.0\.9<\/source_ip>\n<count>1<\/count>/);
  // Once: what was told is forgotten.
  server.advance(3 * dayMs);
  await run(server, 'Get-Queue');
  assert.equal(sink.messages.length, 1);
});

/** What a cmdlet gives once it gives anything: mail is under way between two servers. */
async function eventually(server: TestServer, command: string): Promise<readonly Record<string, unknown>[]> {
  for (;;) {
    const said = await run(server, `@(${command}) | ConvertTo-Json -Depth 4`);
    const found: unknown = JSON.parse(said.trim() === '' ? '[]' : said);
    const rows = Array.isArray(found) ? found : [found as Record<string, unknown>];
    if (rows.length > 0) return rows;
  }
}
