import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Counted } from '../../domain/reports/daily-counts.ts';
import type { DmarcObservation } from '../../domain/reports/dmarc-observation.ts';
import { dmarcReportXml } from './dmarc-report-xml.ts';
import { readDmarcReport } from './read-dmarc-report.ts';
import { reportUris } from './report-uris.ts';
import { sampleDay } from './sample-reports.fixture.ts';

test('rua=: addresses with the sizes they take; what cannot be written to is passed over (RFC 7489 §6.2)', () => {
  assert.deepEqual(
    reportUris('mailto:a@one.test, mailto:b%2Bc@Two.test!10m,MAILTO:d@three.test!5,mailto:e@four.test?subject=x!2k'),
    [
      { address: 'a@one.test', domain: 'one.test', maxBytes: Number.POSITIVE_INFINITY },
      { address: 'b+c@Two.test', domain: 'two.test', maxBytes: 10 * 1024 * 1024 },
      { address: 'd@three.test', domain: 'three.test', maxBytes: 5 },
      { address: 'e@four.test', domain: 'four.test', maxBytes: 2048 },
    ],
  );
  const useless = [
    '',
    'https://one.test/x',
    'mailto:',
    'mailto:a',
    'mailto:a@b',
    'mailto:a@one.test!x',
    'mailto:a%0d%0aBcc:x@one.test',
    'mailto:%zz@one.test',
    'mailto:a%20b@one.test',
    'mailto:<a@one.test>',
  ];
  assert.deepEqual(reportUris(useless.join(',')), []);
  assert.equal(reportUris(Array.from({ length: 100 }, (_, at) => `mailto:a${at}@one.test`).join(',')).length, 4);
});

test('what a report says is text and no XML, and is read back as it was (RFC 7489 appendix C)', async () => {
  const hostile = `<&>"']]>\u0000\u{1f600}\ud800`;
  const row: Counted<DmarcObservation> = {
    policyDomain: 'author.test',
    policy: { p: 'reject', sp: 'none', adkim: 's', aspf: 'r' },
    sourceIp: '2001:db8::1',
    headerFrom: 'news.author.test',
    envelopeFrom: hostile,
    disposition: 'quarantine',
    dkim: 'fail',
    spf: 'pass',
    reason: { type: 'local_policy', comment: hostile },
    dkimResults: [{ domain: 'other.test', selector: hostile, result: 'pass' }],
    spfResult: { domain: 'author.test', scope: 'mfrom', result: 'pass' },
    count: 7,
  };
  const head = {
    organization: hostile,
    contact: 'postmaster@reporter.test',
    reportId: 'r',
    begins: sampleDay.begins / 1000,
    ends: sampleDay.ends / 1000,
    policyDomain: 'author.test',
  };
  const report = await readDmarcReport(dmarcReportXml(head, [row]), sampleDay.now);
  assert.ok(report.kind === 'dmarc');
  const shown = `<&>"']]>\ufffd\u{1f600}\ufffd`;
  assert.deepEqual(
    [report.domain, report.organization, report.begins, report.ends, report.passed, report.failed],
    ['author.test', shown, sampleDay.begins, sampleDay.ends, 7, 0],
  );
  assert.deepEqual(report.policy, { p: 'reject', sp: 'none', adkim: 's', aspf: 'r', pct: '100' });
  assert.deepEqual(report.rows, [
    {
      sourceIp: '2001:db8::1',
      count: 7,
      disposition: 'quarantine',
      dkim: 'fail',
      spf: 'pass',
      headerFrom: 'news.author.test',
      envelopeFrom: shown,
      reasons: [`local_policy: ${shown}`],
      dkimResults: [`other.test/${shown}=pass`],
      spfResults: ['author.test=pass'],
    },
  ]);
});
