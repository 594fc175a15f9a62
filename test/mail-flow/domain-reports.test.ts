import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { startTestDns } from '../../server/src/platform/dns/dns-server.fixture.ts';
import {
  dmarcRecord,
  dmarcReport,
  tlsPolicy,
  tlsReport,
} from '../../server/src/services/domain-reports/sample-reports.fixture.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';

const ending = endingOfThisFile();
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const day = 86_400_000;
const begins = Math.floor(Date.now() / day) * day - day;
const span = { begins, ends: begins + day - 1000 };
const tlsSpan = {
  'date-range': {
    'start-datetime': new Date(span.begins).toISOString(),
    'end-datetime': new Date(span.ends).toISOString(),
  },
};

/** A mail with an attachment, as reporters send it. */
function reportMail(parts: {
  readonly subject: string;
  readonly type: string;
  readonly name: string;
  readonly bytes: Buffer;
  readonly reportType?: string;
}): string {
  const { subject, type, name, bytes, reportType } = parts;
  const kind = reportType === undefined ? 'multipart/mixed' : `multipart/report; report-type="${reportType}"`;
  const lines = bytes.toString('base64').match(/.{1,76}/g) ?? [];
  return [
    'From: Reports <reports@receiver.test>',
    'To: postmaster@example.test',
    `Subject: ${subject}`,
    'MIME-Version: 1.0',
    `Content-Type: ${kind}; boundary="b"`,
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'A report.',
    '--b',
    `Content-Type: ${type}; name="${name}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="${name}"`,
    '',
    ...lines,
    '--b--',
    '',
  ].join('\r\n');
}

/** With a signature of receiver.test, simple/simple. */
function signed(content: string, extra = ''): string {
  const at = content.indexOf('\r\n\r\n');
  const header = content.slice(0, at);
  const hash = createHash('sha256')
    .update(content.slice(at + 4))
    .digest('base64');
  const field = `DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=receiver.test; s=k;${extra} h=from:subject; bh=${hash}; b=`;
  const lineOf = (name: string): string => header.split('\r\n').find((line) => line.startsWith(`${name}:`)) ?? '';
  const text = `${lineOf('From')}\r\n${lineOf('Subject')}\r\n${field}`;
  return `${field}${sign('sha256', Buffer.from(text), privateKey).toString('base64')}\r\n${content}`;
}

async function send(server: TestServer, content: string, to = 'alice@example.test', from = '127.0.0.9'): Promise<void> {
  const client = await SmtpClient.connect(server.ports.smtp, { from });
  await client.say('EHLO client.test');
  const reply = await client.send('reports@receiver.test', [to], content);
  client.close();
  assert.match(reply, /^250/);
}

async function start(): Promise<TestServer> {
  const dns = await startTestDns({
    'receiver.test': { TXT: ['v=spf1 ip4:127.0.0.7 -all'] },
    'k._domainkey.receiver.test': {
      TXT: [`v=DKIM1; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`],
    },
  });
  ending.after(() => dns.stop());
  const server = await startServer(ending);
  const { exitCode, stderr } = await server.shell(
    `Set-TransportConfig -DnsServers '${dns.address}' -DomainReportAddresses alice@example.test,reports@example.test`,
  );
  assert.equal(exitCode, 0, stderr);
  return server;
}

async function shown(server: TestServer, command: string): Promise<readonly Record<string, unknown>[]> {
  const { stdout, stderr, exitCode } = await server.shell(`@(${command}) | ConvertTo-Json -Depth 5`);
  assert.equal(exitCode, 0, stderr);
  const found: unknown = JSON.parse(stdout.trim() === '' ? '[]' : stdout);
  return Array.isArray(found) ? found : [found as Record<string, unknown>];
}

const dmarcMail = (id: string, records = dmarcRecord({ count: 5 }), domain = 'example.test'): string =>
  reportMail({
    subject: `Report Domain: ${domain} Submitter: receiver.test`,
    type: 'application/gzip',
    name: `receiver.test!${domain}!${span.begins / 1000}!${span.ends / 1000}.xml.gz`,
    bytes: gzipSync(dmarcReport(records, { id, domain, ...span })),
  });

const tlsMail = (id: string): string =>
  reportMail({
    subject: 'Report Domain: example.test Submitter: receiver.test',
    type: 'application/tlsrpt+gzip',
    name: 'receiver.test!example.test!1!2!1.json.gz',
    reportType: 'tlsrpt',
    // RFC 8460 §1.1: the policy of a host (DANE) stands under the host's name, which may be somebody else's.
    bytes: gzipSync(tlsReport([tlsPolicy('mx.hoster.test'), tlsPolicy()], { 'report-id': id, ...tlsSpan })),
  });

test('reports that come to their address are read, and stay in the mailbox', async () => {
  const server = await start();
  const failing = dmarcRecord({ sourceIp: '203.0.113.9', count: 2, dkim: 'fail', spf: 'fail' });
  await send(server, signed(dmarcMail('a', dmarcRecord({ count: 5 }) + failing)));
  await send(server, signed(tlsMail('b')));
  // A second time, as reporters do that were not sure.
  await send(server, signed(dmarcMail('a', failing)));

  const rows = await shown(server, 'Get-DmarcReport example.test');
  assert.deepEqual(
    rows.map((row) => [row.SourceIPAddress, row.Count, row.Result, row.Organization, row.TotalPassed, row.TotalFailed]),
    [
      ['192.0.2.7', 5, 'Pass', 'Receiver & Sons', 5, 2],
      ['203.0.113.9', 2, 'Fail', 'Receiver & Sons', 5, 2],
    ],
  );
  assert.equal((await shown(server, 'Get-DmarcReport -Failed')).length, 1);
  assert.equal((await shown(server, 'Get-DmarcReport -SourceIPAddress 192.0.2.7')).length, 1);
  assert.equal((await shown(server, 'Get-DmarcReport -Organization receiver -ResultSize 1')).length, 1);
  assert.equal((await shown(server, 'Get-DmarcReport -Organization other')).length, 0);
  assert.equal((await shown(server, `Get-DmarcReport -EndDate '${new Date(begins - 1).toISOString()}'`)).length, 0);
  const [tls, ...others] = await shown(server, 'Get-SmtpTlsReport example.test -Failed');
  assert.equal(others.length, 0);
  assert.deepEqual([tls?.PolicyType, tls?.Successful, tls?.Failed], ['sts', 5326, 303]);
  assert.deepEqual(tls?.FailureDetails, [
    '200 x starttls-not-supported: 2001:db8:abcd:0013::1 to mx2.mail.example.test [203.0.113.56] (EHLO without it)',
    '100 x certificate-expired: 2001:db8:abcd:0012::1 to mx1.mail.example.test',
  ]);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const [[, { ids }]] = await alice.call(['Email/query', { filter: { from: 'reports@receiver.test' } }, 'q']);
  assert.equal(ids.length, 3);
});

test('a report whose sender is not proven, or about somebody else, is not believed (RFC 8460 §3)', async () => {
  const server = await start();
  await send(server, tlsMail('unsigned'));
  // SPF alone is enough for DMARC reports.
  await send(server, tlsMail('spf'), 'alice@example.test', '127.0.0.7');
  await send(server, signed(tlsMail('changed')).replace('A report.', 'A bepoRt.'));
  await send(server, signed(tlsMail('short'), ' l=0;'));
  await send(server, dmarcMail('unsigned'));
  await send(server, signed(dmarcMail('theirs', dmarcRecord({}), 'elsewhere.test')));
  await send(server, signed(dmarcMail('other-mailbox')), 'bob@example.test');
  assert.deepEqual(await shown(server, 'Get-SmtpTlsReport'), []);
  assert.deepEqual(await shown(server, 'Get-DmarcReport'), []);
  await send(server, dmarcMail('spf'), 'alice@example.test', '127.0.0.7');
  assert.deepEqual(
    (await shown(server, 'Get-DmarcReport')).map(({ ReportId }) => ReportId),
    ['spf'],
  );
});

test('an address that is a group’s is an address for reports too', async () => {
  const server = await start();
  const made = await server.shell(
    'New-DistributionGroup reports -PrimarySmtpAddress reports@example.test -Members alice,bob; Set-DistributionGroup reports -RequireSenderAuthenticationEnabled $false',
  );
  assert.equal(made.exitCode, 0, made.stderr);
  await send(server, signed(dmarcMail('group')), 'reports@example.test');
  assert.deepEqual(
    (await shown(server, 'Get-DmarcReport')).map(({ ReportId }) => ReportId),
    ['group'],
  );
});

test('what is sent to harm is delivered as the mail that it is, and reports nothing', async () => {
  const server = await start();
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
  const laughs = `<!DOCTYPE feedback [<!ENTITY a "${'a'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]>`;
  const harmful = (bytes: Buffer, type = 'application/gzip'): string =>
    signed(reportMail({ subject: 'Report Domain: example.test', type, name: 'a!b.test!1!2.xml.gz', bytes }));
  await send(server, harmful(bomb));
  await send(server, harmful(bomb, 'application/tlsrpt+gzip'));
  await send(server, harmful(gzipSync(`${laughs}${dmarcReport('&b;', span)}`)));
  await send(server, harmful(gzipSync('['.repeat(900_000)), 'application/tlsrpt+gzip'));
  await send(server, harmful(Buffer.alloc(0)));
  await send(server, signed(dmarcMail('good')));
  assert.deepEqual(
    (await shown(server, 'Get-DmarcReport')).map(({ ReportId }) => ReportId),
    ['good'],
  );
  assert.deepEqual(await shown(server, 'Get-SmtpTlsReport'), []);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const [[, { ids }]] = await alice.call(['Email/query', { filter: { from: 'reports@receiver.test' } }, 'q']);
  assert.equal(ids.length, 6);
});
