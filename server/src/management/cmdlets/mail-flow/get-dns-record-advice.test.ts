import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../../platform/clock/system-clock.ts';
import { createDnsClient } from '../../../platform/dns/create-dns-client.ts';
import { startTestDns } from '../../../platform/dns/dns-server.fixture.ts';
import { checkRecord } from '../../../services/dns-advice/check-record.ts';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

test('Get-DnsRecordAdvice says what to publish and what of it is there', async (t) => {
  const { hostFor, services } = await openTestManagement();
  const host = hostFor(['Organization Management']);
  const { domain, selector, privateKey } = await services.dkim.create({
    domain: 'example.test',
    selector: 'one',
    enabled: true,
    keySize: 2048,
  });
  const { dkimRecord } = await import('../../../domain/queue/dkim-configs.ts');
  const dns = await startTestDns({
    'example.test': {
      MX: [{ exchange: 'cas01.example.test', preference: 5 }],
      TXT: ['v=spf1 ip4:198.51.100.1 -all'],
    },
    'cas01.example.test': { A: ['192.0.2.1'] },
    'one._domainkey.example.test': {
      TXT: [dkimRecord({ domain, selector, privateKey }).value.replace('; ', ';  ')],
    },
    '_dmarc.example.test': { TXT: ['v=DMARC1; p=none'] },
    '_imaps._tcp.example.test': { SRV: [{ target: 'cas01.example.test', port: 993, priority: 10, weight: 0 }] },
  });
  t.after(() => dns.stop());
  dns.broken.add('autoconfig.example.test');
  await invoke(host, 'Set-TransportConfig', { DnsServers: [dns.address] });
  await invoke(host, 'Set-WebServiceSettings', { HttpsBindings: ['127.0.0.1:10443'] });
  services.settings.applyWebRestart();
  const { objects } = await invoke(host, 'Get-DnsRecordAdvice', { DomainName: 'example.test' });
  const statusOf = (name: string): unknown => objects.find(({ Name }) => Name === name)?.['Status'];
  const txt = objects.filter(({ Type }) => Type === 'TXT');
  assert.equal(objects.find(({ Purpose }) => Purpose === 'MX')?.['Status'], 'Published');
  // The record is there and does not allow this server.
  assert.equal(txt.find(({ Purpose }) => Purpose === 'SPF')?.['Status'], 'Different');
  assert.equal(txt.find(({ Purpose }) => Purpose === 'SPF')?.['Value'], 'v=spf1 mx -all');
  await invoke(host, 'New-SendConnector', {
    Name: 'out',
    AddressSpaces: '*',
    DNSRoutingEnabled: false,
    SmartHosts: ['[192.0.2.25]', 'relay.contoso.test', '[2001:db8::25]'],
  });
  const autodiscover = objects.find(({ Name }) => Name === '_autodiscover._tcp.example.test')?.['Value'];
  assert.equal(autodiscover, '0 0 10443 cas01.example.test.');
  const again = (await invoke(host, 'Get-DnsRecordAdvice', { DomainName: 'example.test' })).objects;
  assert.equal(
    again.find(({ Purpose }) => Purpose === 'SPF')?.['Value'],
    'v=spf1 mx ip4:192.0.2.25 a:relay.contoso.test ip6:2001:db8::25 -all',
  );
  assert.equal(statusOf('one._domainkey.example.test'), 'Published');
  assert.equal(statusOf('_dmarc.example.test'), 'Published');
  assert.equal(statusOf('_mta-sts.example.test'), 'Missing');
  assert.equal(statusOf('_smtp._tls.example.test'), 'Missing');
  assert.equal(statusOf('_imaps._tcp.example.test'), 'Published');
  assert.equal(statusOf('_pop3s._tcp.example.test'), 'Missing');
  assert.equal(statusOf('autoconfig.example.test'), 'Unknown');
  const { error } = await invoke(host, 'Get-DnsRecordAdvice', { DomainName: 'elsewhere.test' });
  assert.equal(error?.id, 'ManagementObjectNotFound');
});

test('Get-DnsRecordAdvice does not take a record for right that leads elsewhere or that nobody would read', async (t) => {
  const tlsRpt = 'v=TLSRPTv1; rua=mailto:tls@example.test';
  for (const [zone, status] of [
    [
      {
        'mta-sts.example.test': { CNAME: ['cas01.example.test'] },
        'autoconfig.example.test': { A: ['192.0.2.1'] },
        '_mta-sts.example.test': { TXT: ['v=STSv1; id=20261129'] },
        '_smtp._tls.example.test': { TXT: [tlsRpt] },
      },
      'Published',
    ],
    [
      {
        'mta-sts.example.test': { CNAME: ['old-provider.test'] },
        'autodiscover.example.test': { A: ['192.0.2.99'] },
        'autoconfig.example.test': { AAAA: ['2001:db8::99'] },
        '_mta-sts.example.test': { TXT: ['v=STSv1; id=2026-11-29'] },
        '_smtp._tls.example.test': { TXT: [tlsRpt, tlsRpt.replace('tls@', 'other@')] },
      },
      'Different',
    ],
    [
      {
        'autodiscover.example.test': { CNAME: ['old-provider.test'] },
        '_mta-sts.example.test': { TXT: ['v=STSv1; id=1', 'v=STSv1; id=2'] },
        '_smtp._tls.example.test': { TXT: ['v=TLSRPTv1'] },
      },
      'Different',
    ],
    [{ '_mta-sts.example.test': { TXT: [`v=STSv1; id=${'1'.repeat(40)}`] } }, 'Different'],
  ] as const) {
    const { hostFor } = await openTestManagement();
    const host = hostFor(['Organization Management']);
    const dns = await startTestDns({ 'cas01.example.test': { A: ['192.0.2.1'] }, ...zone });
    t.after(() => dns.stop());
    await invoke(host, 'Set-TransportConfig', { DnsServers: [dns.address] });
    const { objects } = await invoke(host, 'Get-DnsRecordAdvice', { DomainName: 'example.test' });
    for (const name of Object.keys(zone))
      assert.equal(objects.find(({ Name }) => Name === name)?.['Status'], status, `${name} of ${JSON.stringify(zone)}`);
  }
});

test('a CAA record serves when it names the authority, whatever it says besides; one about reports alone does not (RFC 8659 §4)', async (t) => {
  const issue = (value: string, tag = 'issue') => ({ flags: 0, tag, value });
  const dns = await startTestDns({
    'one.test': { CAA: [issue('other.example'), issue('Authority.test; validationmethods=http-01')] },
    'two.test': { CAA: [issue('other.example')] },
    'three.test': { CAA: [issue('mailto:security@three.test', 'iodef')] },
  });
  t.after(() => dns.stop());
  const client = createDnsClient({ clock: systemClock, resolvers: () => [dns.address] });
  const statuses = ['one.test', 'two.test', 'three.test', 'four.test'].map(async (name) => {
    const record = { purpose: 'CAA', type: 'CAA', name, value: '0 issue "authority.test"' } as const;
    return (await checkRecord(client, record, 'mail.one.test')).status;
  });
  assert.deepEqual(await Promise.all(statuses), ['Published', 'Different', 'Different', 'Missing']);
});
