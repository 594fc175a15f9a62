import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../clock/manual-clock.ts';
import { createDnsClient } from './create-dns-client.ts';
import type { DnsClient } from './dns-client.ts';
import { startTestDns, type TestDns, type Zone } from './dns-server.fixture.ts';

async function open(t: TestContext, zone: Zone): Promise<{ dns: TestDns; client: DnsClient; clock: ManualClock }> {
  const dns = await startTestDns(zone);
  t.after(() => dns.stop());
  const clock = new ManualClock();
  return { dns, clock, client: createDnsClient({ clock, resolvers: () => [dns.address], timeoutMs: 30_000 }) };
}

test('an answer is found, has no data or no such name, and says whether it is authentic', async (t) => {
  const { dns, client } = await open(t, {
    'a.test': { MX: [{ exchange: 'MX.a.test', preference: 10 }], TXT: [['v=spf1 ', '-all']] },
  });
  dns.signed.add('a.test');
  assert.deepEqual(await client.query('A.test.', 'MX'), {
    kind: 'found',
    values: [{ exchange: 'mx.a.test', preference: 10 }],
    name: 'a.test',
    isAuthenticated: true,
  });
  assert.deepEqual((await client.query('a.test', 'TXT')).values, ['v=spf1 -all']);
  assert.equal((await client.query('a.test', 'A')).kind, 'no-data');
  assert.equal((await client.query('b.test', 'A')).kind, 'no-such-name');
  assert.equal((await client.query(`${'x'.repeat(64)}.test`, 'A')).kind, 'no-such-name');
});

test('an answer too long for a datagram comes by TCP (RFC 7766 §5)', async (t) => {
  const long = Array.from({ length: 20 }, () => 'y'.repeat(200));
  const { client } = await open(t, { 'long.test': { TXT: [long] } });
  assert.equal((await client.query('long.test', 'TXT')).values[0], long.join(''));
});

test('an answer is remembered for its TTL, and asked once by many at a time', async (t) => {
  const { dns, client, clock } = await open(t, { 'a.test': { A: ['192.0.2.1'] } });
  await Promise.all([client.query('a.test', 'A'), client.query('a.test', 'A')]);
  await client.query('a.test', 'A');
  assert.equal(dns.asked.length, 1);
  clock.advance(301_000);
  await client.query('a.test', 'A');
  assert.equal(dns.asked.length, 2);
});

test('a resolver that does not know EDNS is asked without it (RFC 6891 §6.2.2)', async (t) => {
  const dns = await startTestDns(
    { 'a.test': { MX: [{ exchange: 'mx.a.test', preference: 10 }] } },
    { lacksEdns: true },
  );
  t.after(() => dns.stop());
  const client = createDnsClient({ clock: new ManualClock(), resolvers: () => [dns.address], timeoutMs: 30_000 });
  assert.deepEqual((await client.query('a.test', 'MX')).values, [{ exchange: 'mx.a.test', preference: 10 }]);
  assert.equal((await client.query('b.test', 'MX')).kind, 'no-such-name');
});

test('SERVFAIL and silence are failures that may pass', async (t) => {
  const { dns, client } = await open(t, {});
  dns.broken.add('bad.test');
  await assert.rejects(client.query('x.bad.test', 'A'), { name: 'DnsFailure', message: /SERVFAIL/ });
  dns.broken.clear();
  assert.equal((await client.query('x.bad.test', 'A')).kind, 'no-such-name');
});
