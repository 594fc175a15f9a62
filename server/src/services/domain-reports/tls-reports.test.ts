import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Counted } from '../../domain/reports/daily-counts.ts';
import type { AppliedTlsPolicy, TlsObservation } from '../../domain/reports/tls-observation.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { createDnsClient } from '../../platform/dns/create-dns-client.ts';
import { startTestDns } from '../../platform/dns/dns-server.fixture.ts';
import { readTlsReport } from './read-tls-report.ts';
import { sampleDay } from './sample-reports.fixture.ts';
import { tlsReportJson } from './tls-report-json.ts';
import { wantsTlsReports } from './wants-tls-reports.ts';

for (const [records, addresses] of [
  [['v=TLSRPTv1; rua=mailto:tls@a.test'], ['tls@a.test']],
  [['v=TLSRPTv1;x=1;rua=https://a.test/tls , mailto:t%2Bs@a.test,mailto:b@b.test;'], ['t+s@a.test', 'b@b.test']],
  [['v=spf1 -all', 'v=TLSRPTv1 ; rua=mailto:tls@a.test'], ['tls@a.test']],
  [['v=TLSRPTv1; rua=mailto:tls@a.test', 'v=TLSRPTv1; rua=mailto:other@a.test'], []],
  [['v=TLSRPTv2; rua=mailto:tls@a.test'], []],
  [['v=TLSRPTv1'], []],
  [['v=TLSRPTv1; xrua=mailto:tls@a.test'], []],
  [[], []],
] as const)
  test(`${JSON.stringify(records)} wants TLS reports at ${addresses.join(' and ') || 'no address'} (RFC 8460 §3)`, async (t) => {
    const dns = await startTestDns({ '_smtp._tls.a.test': { TXT: records }, 'a.test': { TXT: ['x'] } });
    t.after(() => dns.stop());
    const client = createDnsClient({ clock: new ManualClock(), resolvers: () => [dns.address] });
    const wanted = await wantsTlsReports(client, 'a.test');
    assert.deepEqual(
      wanted.map(({ address }) => address),
      addresses,
    );
  });

test('a TLS report tells each policy with its sessions, and is read back as it was (RFC 8460 §4.4)', () => {
  const sts: AppliedTlsPolicy = {
    type: 'sts',
    strings: ['version: STSv1', 'mode: testing', 'mx: *.a.test', 'max_age: 86400'],
    domain: 'a.test',
    mxHosts: ['*.a.test'],
  };
  const none: AppliedTlsPolicy = { type: 'no-policy-found', strings: [], domain: 'a.test', mxHosts: [] };
  const failure = {
    type: 'certificate-expired',
    reason: 'CERT_HAS_EXPIRED \ud800',
    sendingIp: '2001:db8::1',
    receivingHost: 'mx.a.test',
    receivingIp: '192.0.2.1',
  } as const;
  const rows: readonly Counted<TlsObservation>[] = [
    { policyDomain: 'a.test', policy: sts, failure: null, count: 40 },
    { policyDomain: 'a.test', policy: none, failure: null, count: 5 },
    { policyDomain: 'a.test', policy: sts, failure, count: 2 },
    { policyDomain: 'a.test', policy: sts, failure: { ...failure, sendingIp: null, receivingIp: null }, count: 1 },
  ];
  const head = {
    organization: 'Contoso "& Söhne"',
    contact: 'postmaster@reporter.test',
    reportId: 'r',
    begins: sampleDay.begins / 1000,
    ends: sampleDay.ends / 1000,
    policyDomain: 'a.test',
  };
  const [report, ...others] = readTlsReport(tlsReportJson(head, rows), sampleDay.now);
  assert.ok(report?.kind === 'tls' && others.length === 0);
  assert.deepEqual(
    [report.domain, report.organization, report.begins, report.ends, report.passed, report.failed],
    ['a.test', head.organization, sampleDay.begins, head.ends * 1000, 45, 3],
  );
  const read = { ...failure, reason: 'CERT_HAS_EXPIRED \ufffd' };
  assert.deepEqual(report.policies, [
    {
      policyType: 'sts',
      policyString: sts.strings,
      mxHosts: ['*.a.test'],
      successful: 40,
      failed: 3,
      failures: [
        {
          resultType: read.type,
          sendingIp: read.sendingIp,
          receivingHost: 'mx.a.test',
          receivingIp: '192.0.2.1',
          sessions: 2,
          reason: read.reason,
        },
        {
          resultType: read.type,
          sendingIp: '',
          receivingHost: 'mx.a.test',
          receivingIp: '',
          sessions: 1,
          reason: read.reason,
        },
      ],
    },
    { policyType: 'no-policy-found', policyString: [], mxHosts: [], successful: 5, failed: 0, failures: [] },
  ]);
});
