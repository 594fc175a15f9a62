import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { readDmarcReport } from './read-dmarc-report.ts';
import { readTlsReport } from './read-tls-report.ts';
import { ReportError } from './report-error.ts';
import { dmarcRecord, dmarcReport, sampleDay, tlsPolicy, tlsReport, zipped } from './sample-reports.fixture.ts';
import { mostUnpackedBytes, unpackReport } from './unpack-report.ts';

const { begins, ends, now } = sampleDay;

test('an aggregate report is read as its schema says (RFC 7489 appendix C)', async () => {
  const reason = '<reason><type>mailing_list</type><comment>a &lt;list&gt; &#233; <![CDATA[<b>]]></comment></reason>';
  const report = await readDmarcReport(
    dmarcReport(
      dmarcRecord({ count: 3 }) +
        dmarcRecord({ sourceIp: '2001:db8::1', count: 40, dkim: 'fail', spf: 'fail', more: reason }),
    ),
    now,
  );
  assert.ok(report.kind === 'dmarc');
  const { rows, ...head } = report;
  assert.deepEqual(head, {
    kind: 'dmarc',
    domain: 'example.test',
    organization: 'Receiver & Sons',
    contact: 'dmarc@receiver.test',
    reportId: 'r-1',
    begins,
    ends,
    passed: 3,
    failed: 40,
    policy: { p: 'quarantine', sp: 'reject', adkim: 'r', aspf: 's', pct: '100' },
  });
  assert.deepEqual(rows[0], {
    sourceIp: '2001:db8::1',
    count: 40,
    disposition: 'none',
    dkim: 'fail',
    spf: 'fail',
    headerFrom: 'example.test',
    envelopeFrom: 'news.example.test',
    reasons: ['mailing_list: a <list> é <b>'],
    dkimResults: ['example.test/s1=fail'],
    spfResults: ['news.example.test=fail'],
  });
  assert.equal(rows[1]?.count, 3);
});

test('of a long report the sources with the most messages are kept, and the sums are of all', async () => {
  const records = Array.from({ length: 5000 }, (_, at) => dmarcRecord({ sourceIp: `192.0.2.${at % 250}`, count: at }));
  const report = await readDmarcReport(dmarcReport(records.join('')), now);
  assert.ok(report.kind === 'dmarc');
  assert.equal(report.passed, (4999 * 5000) / 2);
  assert.deepEqual(
    report.rows.map(({ count }) => count),
    Array.from({ length: 300 }, (_, at) => 4999 - at),
  );
});

test('a TLS report is read as its schema says, domain by domain (RFC 8460 §4.4, appendix B)', () => {
  const [first, second] = readTlsReport(tlsReport([tlsPolicy(), tlsPolicy('sub.example.test'), tlsPolicy()]), now);
  assert.ok(first?.kind === 'tls' && second?.kind === 'tls');
  assert.deepEqual(
    [first.domain, first.passed, first.failed, first.begins, first.ends, first.organization],
    ['example.test', 2 * 5326, 2 * 303, begins, ends, 'Company-X'],
  );
  assert.deepEqual([second.domain, second.failed], ['sub.example.test', 303]);
  assert.deepEqual(second.policies[0]?.failures[0], {
    resultType: 'starttls-not-supported',
    sendingIp: '2001:db8:abcd:0013::1',
    receivingHost: 'mx2.mail.example.test',
    receivingIp: '203.0.113.56',
    sessions: 200,
    reason: 'EHLO without it',
  });
});

test('gzip, ZIP and plain text are told apart by their bytes', async () => {
  const text = Buffer.from(dmarcReport(dmarcRecord({})));
  const deflated = { name: 'r.xml', bytes: deflateRawSync(text), method: 8 };
  for (const packed of [text, gzipSync(text), zipped([deflated]), zipped([{ name: 'r.xml', bytes: text, method: 0 }])])
    assert.equal((await unpackReport(packed)).compare(text), 0);
  await assert.rejects(unpackReport(zipped([deflated, deflated])), /exactly one file/);
});

test('a bomb is not unpacked', async () => {
  const zeros = Buffer.alloc(mostUnpackedBytes + 1);
  await assert.rejects(unpackReport(gzipSync(zeros)), ReportError);
  await assert.rejects(unpackReport(zipped([{ name: 'r.xml', bytes: deflateRawSync(zeros), method: 8 }])), ReportError);
});

test('XML that declares entities, nests deep or holds too much is refused', async () => {
  const laughs = `<!DOCTYPE feedback [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>`;
  for (const [wrong, why] of [
    [laughs + dmarcReport(dmarcRecord({})), /document type/],
    [dmarcReport('<record>'.repeat(100)), /nested too deep/],
    [dmarcReport(`<record>${'<row/>'.repeat(5001)}</record>`), /too many others/],
    [dmarcReport(`<record><row>${'x'.repeat(70_000)}</row></record>`), /too much text/],
    [dmarcReport(`<record a="${'x'.repeat(5000)}"/>`), /tag does not end/],
    [dmarcReport(dmarcRecord({ count: -1 })), /count is no count/],
    [dmarcReport(dmarcRecord({ count: '1e9' })), /count is no count/],
    [dmarcReport(dmarcRecord({}), { domain: '' }), /names no domain/],
    [dmarcReport('').replace('<begin>', '<begin>9'), /span/],
    ['<feedback></feedback><feedback></feedback>', /several roots/],
    ['<html></html>', /no <feedback>/],
    ['<feedback><record></feedback>', /not open/],
    ['<feedback>', /ends within/],
    ['', /ends within/],
  ] as const)
    await assert.rejects(
      readDmarcReport(wrong, now),
      (error) => error instanceof ReportError && why.test(error.message),
    );
  // An entity that XML does not know stays the text that it is.
  const report = await readDmarcReport(dmarcReport('', { organization: '&a;&#0;&#x1b;[2J&#x110000;' }), now);
  assert.equal(report.organization, '&a; [2J\ufffd');
});

test('JSON that is none, or says what cannot be, is refused', () => {
  for (const wrong of [
    '',
    '[]',
    'null',
    `${'['.repeat(100_000)}`,
    tlsReport([{}]),
    tlsReport([null as never]),
    tlsReport(Array.from({ length: 101 }, () => tlsPolicy())),
    tlsReport([{ ...tlsPolicy(), summary: { 'total-failure-session-count': 1e300 } }]),
    tlsReport([{ ...tlsPolicy(), 'failure-details': [1] }]),
    tlsReport(undefined, { 'date-range': { 'start-datetime': 'today', 'end-datetime': 0 } }),
  ])
    assert.throws(() => readTlsReport(wrong, now), ReportError, wrong.slice(0, 100));
  assert.deepEqual(readTlsReport(tlsReport([]), now), []);
});

test('a report that is cut or changed anywhere is read or refused, nothing else', async () => {
  const xml = Buffer.from(dmarcReport(dmarcRecord({ more: '<reason><type>other</type></reason>' })));
  const json = Buffer.from(tlsReport());
  const seeds = [xml, json, gzipSync(xml), zipped([{ name: 'r.xml', bytes: deflateRawSync(xml), method: 8 }])];
  for (const seed of seeds)
    for (let at = 0; at < seed.length; at += 1) {
      const changed = Buffer.from(seed);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      for (const bytes of [seed.subarray(0, at), changed]) {
        const text = await unpackReport(bytes).then(String, (error: unknown) => refused(error));
        await readDmarcReport(text, now).catch(refused);
        try {
          readTlsReport(text, now);
        } catch (error) {
          refused(error);
        }
      }
    }
});

function refused(error: unknown): string {
  if (!(error instanceof ReportError)) throw error;
  return '';
}
