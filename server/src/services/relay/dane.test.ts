import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { createDnsClient } from '../../platform/dns/create-dns-client.ts';
import { startTestDns, type Zone } from '../../platform/dns/dns-server.fixture.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { makeAuthority } from '../../platform/tls/authority.fixture.ts';
import { makeSelfSigned, type PemPair } from '../../platform/tls/self-signed.ts';
import { memoryScope } from '../../domain/directory/memory-scope.fixture.ts';
import { openMtaStsStore } from '../../domain/queue/mta-sts-store.ts';
import { queueMigrations } from '../../domain/queue/queue-migrations.ts';
import { createMailResolver } from './mail-resolver.ts';
import { MtaStsPolicies } from './mta-sts-policies.ts';
import { openRelayPlace } from './relay-place.fixture.ts';
import { startSink } from './sink-server.fixture.ts';

// What RFC 7672 says beyond one record of the usual kind, with mail going by the very answers that DNSSEC vouches for.

type Published = readonly [usage: number, selector: number, matchingType: number, certificate: Uint8Array];

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const whole = (pem: string): Buffer => new X509Certificate(pem).raw;
const keyOf = (pem: string): Buffer => new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });

/** Sends one message to x@a.test at a host with that certificate. `names`: of the zone, all signed but `unsigned`. */
async function send(
  t: TestContext,
  facts: {
    readonly tls: PemPair;
    readonly published: Readonly<Record<string, readonly Published[]>>;
    readonly zone?: Zone;
    readonly unsigned?: readonly string[];
    readonly offers?: readonly string[];
    /** The MTA-STS policy of the domain, as it was fetched before. */
    readonly policy?: string;
    readonly requireTls?: boolean;
  },
): Promise<{ readonly secure: boolean | null; readonly asked: string | null; readonly lastError: string | null }> {
  const { tls, published, offers = ['STARTTLS'] } = facts;
  const remote = await startSink({ offers, tls });
  t.after(() => remote.close());
  const zone: Zone = {
    'a.test': { MX: [{ exchange: 'mx.a.test', preference: 10 }] },
    'mx.a.test': { A: ['127.0.0.1'] },
    ...facts.zone,
  };
  for (const [name, records] of Object.entries(published))
    zone[`_${remote.port}._tcp.${name}`] = {
      TLSA: records.map(([usage, selector, matchingType, certificate]) => ({
        usage,
        selector,
        matchingType,
        certificate: Buffer.from(certificate),
      })),
    };
  const dns = await startTestDns(zone);
  t.after(() => dns.stop());
  for (const name of Object.keys(zone)) if (!(facts.unsigned ?? []).includes(name)) dns.signed.add(name);
  const clock = new ManualClock();
  const client = createDnsClient({ clock, resolvers: () => [dns.address], timeoutMs: 30_000 });
  const resolver = createMailResolver(client);
  const store = openMtaStsStore(memoryScope(queueMigrations));
  if (facts.policy !== undefined)
    await store.keep({ domain: 'a.test', id: '1', text: facts.policy, until: clock.now() + 86_400_000 }, clock.now());
  const place = await openRelayPlace(
    t,
    {},
    {
      resolver,
      authorities: [tls.certificate],
      security: {
        dns: client,
        settings: () => ({ SmtpDaneEnabled: true, MtaStsEnabled: true }),
        policies: new MtaStsPolicies({
          dns: client,
          resolver,
          clock,
          log: silentLog,
          store,
          authorities: undefined,
        }),
      },
    },
  );
  await place.connect(remote.port);
  await place.send(['x@a.test'], { requireTls: facts.requireTls ?? false });
  await place.relay.idle();
  const [message] = remote.messages;
  return {
    secure: message?.secure ?? null,
    asked: message?.asked ?? null,
    lastError: place.queue.hops().find(({ lastError }) => lastError !== null)?.lastError ?? null,
  };
}

test('DANE-TA (2 0 1): the chain leads to the published authority, and the certificate has the name of host or domain', async (t) => {
  const authority = await makeAuthority(new ManualClock().now());
  const published = { 'mx.a.test': [[2, 0, 1, digest(whole(authority.certificate))]] as const };
  const of = async (name: string) => send(t, { tls: await authority.issue([name]), published });
  assert.equal((await of('mx.a.test')).secure, true);
  // RFC 7672 §3.2.2
  assert.equal((await of('a.test')).secure, true);
  const wrong = await of('mx.other.test');
  assert.equal(wrong.secure, null);
  assert.match(wrong.lastError ?? '', /\(DANE\)/);
  const stranger = await makeAuthority(new ManualClock().now());
  assert.equal((await send(t, { tls: await stranger.issue(['mx.a.test']), published })).secure, null);
});

test('DANE: one record of several is enough; records that cannot be used still demand encryption (RFC 7672 §2.2)', async (t) => {
  const tls = await makeSelfSigned(['whatever.test'], Date.now());
  const right: Published = [3, 1, 1, digest(keyOf(tls.certificate))];
  const old: Published = [3, 1, 1, Buffer.alloc(32)];
  assert.equal((await send(t, { tls, published: { 'mx.a.test': [old, right] } })).secure, true);
  const unusable: Published = [1, 1, 1, Buffer.alloc(32)];
  assert.equal((await send(t, { tls, published: { 'mx.a.test': [unusable] } })).secure, true);
  const plain = await send(t, { tls, published: { 'mx.a.test': [unusable] }, offers: [] });
  assert.equal(plain.secure, null);
  assert.match(plain.lastError ?? '', /mx\.a\.test does not offer STARTTLS, which the DNS of its domain demands/);
  // A record beside it that can be used is what counts.
  assert.equal((await send(t, { tls, published: { 'mx.a.test': [unusable, old] } })).secure, null);
});

test('a host that DANE vouches for may have what REQUIRETLS protects; the same host without DNSSEC may not (RFC 8689 §4.2.1)', async (t) => {
  const tls = await makeSelfSigned(['whatever.test'], Date.now());
  const offered = {
    tls,
    published: { 'mx.a.test': [[3, 1, 1, digest(keyOf(tls.certificate))]] as const },
    offers: ['STARTTLS', 'REQUIRETLS'],
    requireTls: true,
  };
  assert.equal((await send(t, offered)).secure, true);
  assert.equal((await send(t, { ...offered, unsigned: ['a.test', 'mx.a.test'] })).secure, null);
});

test('DANE at an alias: the records where it leads come first, then its own (RFC 7672 §2.2.2)', async (t) => {
  const tls = await makeSelfSigned(['whatever.test'], Date.now());
  const right: Published = [3, 1, 1, digest(keyOf(tls.certificate))];
  const wrong: Published = [3, 1, 1, Buffer.alloc(32)];
  const zone: Zone = { 'mx.a.test': { CNAME: ['host.b.test'] }, 'host.b.test': { A: ['127.0.0.1'] } };
  const both = { 'host.b.test': [right], 'mx.a.test': [wrong] };
  assert.deepEqual(await send(t, { tls, zone, published: both }), {
    secure: true,
    asked: 'host.b.test',
    lastError: null,
  });
  assert.equal((await send(t, { tls, zone, published: { 'host.b.test': [wrong] } })).secure, null);
  assert.equal((await send(t, { tls, zone, published: { 'mx.a.test': [right] } })).asked, 'mx.a.test');
  // Where it leads nobody vouches for, but for the alias itself they do.
  const unsigned = ['host.b.test', '_tcp.host.b.test'];
  assert.equal((await send(t, { tls, zone, unsigned, published: { 'mx.a.test': [wrong] } })).secure, null);
  const neither = [...unsigned, 'mx.a.test'];
  assert.equal((await send(t, { tls, zone, unsigned: neither, published: { 'mx.a.test': [wrong] } })).secure, true);
});

test('a policy of MTA-STS that is met does not excuse a certificate that DANE refuses (RFC 8461 §2)', async (t) => {
  const tls = await makeSelfSigned(['mx.a.test'], Date.now());
  const policy = 'version: STSv1\r\nmode: enforce\r\nmx: mx.a.test\r\nmax_age: 86400\r\n';
  const wrong: Published = [3, 1, 1, Buffer.alloc(32)];
  assert.equal((await send(t, { tls, policy, published: {} })).secure, true);
  const refused = await send(t, { tls, policy, published: { 'mx.a.test': [wrong] } });
  assert.equal(refused.secure, null);
  assert.match(refused.lastError ?? '', /\(DANE\)/);
  const plain = await send(t, { tls, policy, published: {}, offers: [] });
  assert.equal(plain.secure, null);
  assert.match(plain.lastError ?? '', /does not offer STARTTLS, which the MTA-STS policy of its domain demands/);
});
