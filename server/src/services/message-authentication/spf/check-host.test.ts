import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createDnsClient } from '../../../platform/dns/create-dns-client.ts';
import { startTestDns, type Zone } from '../../../platform/dns/dns-server.fixture.ts';
import { systemClock } from '../../../platform/clock/system-clock.ts';
import { checkSpf, type SpfVerdict } from './check-host.ts';
import { expandMacros } from './expand-macros.ts';

const many = Array.from({ length: 11 }, (_, number) => `include:i${number}.test`).join(' ');
const zone: Zone = {
  'all.test': { TXT: ['v=spf1 -all'] },
  'soft.test': { TXT: ['v=SPF1 ~all'] },
  'ip.test': { TXT: ['unrelated', 'v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all'] },
  'a.test': { TXT: ['v=spf1 a -all'], A: ['192.0.2.1'] },
  'a24.test': { TXT: ['v=spf1 a:a.test/24 -all'] },
  'mx.test': { TXT: ['v=spf1 mx -all'], MX: [{ exchange: 'a.test', preference: 5 }] },
  'include.test': { TXT: ['v=spf1 include:ip.test ?all'] },
  'redirect.test': { TXT: ['v=spf1 redirect=ip.test'] },
  'lost.test': { TXT: ['v=spf1 redirect=nowhere.test'] },
  'exists.test': { TXT: ['v=spf1 exists:%{ir}.%{l1r-}._spf.%{d} -all'] },
  '1.2.0.192.lists._spf.exists.test': { A: ['127.0.0.2'] },
  'ptr.test': { TXT: ['v=spf1 ptr -all'] },
  '1.2.0.192.in-addr.arpa': { PTR: ['mail.ptr.test'] },
  'mail.ptr.test': { A: ['192.0.2.1'] },
  'named.test': { TXT: ['v=spf1 exists:%{p}._spf.%{d} -all'] },
  'mail.ptr.test._spf.named.test': { A: ['127.0.0.2'] },
  'two.test': { TXT: ['v=spf1 -all', 'v=spf1 +all'] },
  'bad.test': { TXT: ['v=spf1 ip4:300.1.1.1 -all'] },
  'unknown.test': { TXT: ['v=spf1 foo:bar -all'] },
  'many.test': { TXT: [`v=spf1 ${many} -all`] },
  'loop.test': { TXT: ['v=spf1 include:loop.test -all'] },
  'void.test': { TXT: ['v=spf1 a:x.test a:y.test a:z.test -all'] },
  ...Object.fromEntries(Array.from({ length: 11 }, (_, number) => [`i${number}.test`, { TXT: ['v=spf1 ?all'] }])),
};

const cases: readonly (readonly [sender: string, address: string, verdict: SpfVerdict])[] = [
  ['anna@all.test', '192.0.2.1', 'fail'],
  ['anna@soft.test', '192.0.2.1', 'softfail'],
  ['anna@ip.test', '192.0.2.200', 'pass'],
  ['anna@ip.test', '198.51.100.1', 'fail'],
  ['anna@ip.test', '2001:db8::25', 'pass'],
  ['anna@ip.test', '::FFFF:192.0.2.200', 'pass'],
  ['anna@named.test', '192.0.2.1', 'pass'],
  ['anna@named.test', '192.0.2.2', 'fail'],
  ['anna@a.test', '192.0.2.1', 'pass'],
  ['anna@a.test', '192.0.2.2', 'fail'],
  ['anna@a24.test', '192.0.2.2', 'pass'],
  ['anna@mx.test', '192.0.2.1', 'pass'],
  ['anna@include.test', '192.0.2.9', 'pass'],
  ['anna@include.test', '198.51.100.1', 'neutral'],
  ['anna@redirect.test', '192.0.2.9', 'pass'],
  ['anna@lost.test', '192.0.2.9', 'permerror'],
  ['lists-anna@exists.test', '192.0.2.1', 'pass'],
  ['anna@exists.test', '192.0.2.2', 'fail'],
  ['anna@ptr.test', '192.0.2.1', 'pass'],
  ['anna@two.test', '192.0.2.1', 'permerror'],
  ['anna@bad.test', '192.0.2.1', 'permerror'],
  ['anna@unknown.test', '192.0.2.1', 'permerror'],
  ['anna@many.test', '192.0.2.1', 'permerror'],
  ['anna@loop.test', '192.0.2.1', 'permerror'],
  ['anna@void.test', '192.0.2.1', 'permerror'],
  ['anna@nowhere.test', '192.0.2.1', 'none'],
  ['anna@[192.0.2.1]', '192.0.2.1', 'none'],
  ['anna@x.broken.test', '192.0.2.1', 'temperror'],
];

async function open(t: TestContext) {
  const dns = await startTestDns(zone);
  dns.broken.add('broken.test');
  t.after(() => dns.stop());
  return createDnsClient({ clock: systemClock, resolvers: () => [dns.address], timeoutMs: 30_000 });
}

test('check_host says what the record of the sender domain says (RFC 7208 §4)', async (t) => {
  const client = await open(t);
  for (const [sender, address, verdict] of cases) {
    const result = await checkSpf(client, { address, sender, helo: 'client.test' });
    assert.equal(result.verdict, verdict, `${sender} from ${address}`);
  }
});

test('the null sender is checked by the name in HELO (RFC 7208 §2.4)', async (t) => {
  const client = await open(t);
  const result = await checkSpf(client, { address: '192.0.2.1', sender: '', helo: 'a.test' });
  assert.deepEqual(result, { verdict: 'pass', domain: 'a.test', identity: 'helo' });
});

test('macros are expanded as the examples of RFC 7208 §7.4 have it', () => {
  const facts = {
    localPart: 'strong-bad',
    senderDomain: 'email.example.com',
    address: '192.0.2.3',
    helo: 'mx.example.org',
    domain: 'email.example.com',
    validatedName: 'unknown',
  };
  const examples = {
    '%{s}': 'strong-bad@email.example.com',
    '%{d1}': 'com',
    '%{dr}': 'com.example.email',
    '%{d2r}': 'example.email',
    '%{l-}': 'strong.bad',
    '%{lr-}': 'bad.strong',
    '%{l1r-}': 'strong',
    '%{ir}.%{v}._spf.%{d2}': '3.2.0.192.in-addr._spf.example.com',
    '%{lr-}.lp.%{ir}.%{v}._spf.%{d2}': 'bad.strong.lp.3.2.0.192.in-addr._spf.example.com',
  };
  for (const [text, expanded] of Object.entries(examples)) assert.equal(expandMacros(text, facts), expanded, text);
  assert.equal(
    expandMacros('%{ir}.%{v}._spf.%{d2}', { ...facts, address: '2001:db8::cb01' }),
    '1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com',
  );
});
