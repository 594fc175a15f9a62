import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { TlsObservation } from '../../domain/reports/tls-observation.ts';
import { memoryScope } from '../../domain/directory/memory-scope.fixture.ts';
import { openMtaStsStore } from '../../domain/queue/mta-sts-store.ts';
import { queueMigrations } from '../../domain/queue/queue-migrations.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { createDnsClient } from '../../platform/dns/create-dns-client.ts';
import { startTestDns, type TestDns } from '../../platform/dns/dns-server.fixture.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { makeSelfSigned } from '../../platform/tls/self-signed.ts';
import { MtaStsPolicies } from './mta-sts-policies.ts';
import { openRelayPlace, resolverOf, type Zone } from './relay-place.fixture.ts';
import { startSink } from './sink-server.fixture.ts';

const zone: Zone = {
  mx: { 'a.test': [[10, 'mx.a.test']] },
  addresses: { 'mx.a.test': ['127.0.0.1'], 'mta-sts.a.test': ['127.0.0.1'] },
};

interface Remote {
  /** Names in its certificate; `null`: it offers no TLS. */
  readonly names?: readonly string[] | null;
  /** Whether the authority of its certificate is known. */
  readonly isTrusted?: boolean;
  /** Lines of its MTA-STS policy; `null`: none is announced. */
  readonly policy?: readonly string[] | null;
  readonly isPolicyTrusted?: boolean;
  /** The TLSA records of its host, of the key that it has. */
  readonly tlsa?: (key: Buffer) => readonly Buffer[];
  readonly usage?: number;
  readonly message?: string;
}

/** What is counted of one message to x@a.test, and whether it arrived. */
async function sessionsWith(
  t: TestContext,
  remote: Remote,
): Promise<{ readonly observed: readonly TlsObservation[]; readonly arrived: number; readonly dns: TestDns }> {
  const { names = ['mx.a.test'], isTrusted = true, policy = null, isPolicyTrusted = true, tlsa, usage = 3 } = remote;
  const tls = await makeSelfSigned(names ?? ['mx.a.test'], Date.now());
  const web = await makeSelfSigned(['mta-sts.a.test'], Date.now());
  const policyServer = createServer({ key: web.key, cert: web.certificate }, (_asked, answer) => {
    answer.writeHead(200, { 'content-type': 'text/plain' }).end(policy?.join('\r\n'));
  });
  policyServer.listen(0, '127.0.0.1');
  await once(policyServer, 'listening');
  const sink = await startSink(names === null ? {} : { offers: ['STARTTLS'], tls });
  const name = `_${sink.port}._tcp.mx.a.test`;
  const key = createHash('sha256')
    .update(new X509Certificate(tls.certificate).publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
  const dns = await startTestDns({
    'a.test': { MX: [{ exchange: 'mx.a.test', preference: 10 }] },
    'mx.a.test': { A: ['127.0.0.1'] },
    ...(policy === null ? {} : { '_mta-sts.a.test': { TXT: ['v=STSv1; id=1'] } }),
    ...(tlsa === undefined
      ? {}
      : { [name]: { TLSA: tlsa(key).map((certificate) => ({ usage, selector: 1, matchingType: 1, certificate })) } }),
  });
  for (const one of ['a.test', 'mx.a.test', name]) dns.signed.add(one);
  const clock = new ManualClock();
  const client = createDnsClient({ clock, resolvers: () => [dns.address], timeoutMs: 30_000 });
  const observed: TlsObservation[] = [];
  const place = await openRelayPlace(t, zone, {
    noteTls: (observation) => void observed.push(observation),
    ...(isTrusted ? { authorities: [tls.certificate] } : {}),
    security: {
      dns: client,
      settings: () => ({ SmtpDaneEnabled: tlsa !== undefined, MtaStsEnabled: true }),
      policies: new MtaStsPolicies({
        dns: client,
        resolver: resolverOf(zone),
        clock,
        log: silentLog,
        store: openMtaStsStore(memoryScope(queueMigrations)),
        authorities: isPolicyTrusted ? [web.certificate] : undefined,
        port: (policyServer.address() as AddressInfo).port,
      }),
    },
  });
  t.after(async () => {
    await sink.close();
    policyServer.close();
    await dns.stop();
  });
  await place.connect(sink.port);
  await place.send(['x@a.test'], {}, remote.message);
  await place.relay.idle();
  return { observed, arrived: sink.messages.length, dns };
}

const testing = ['version: STSv1', 'mode: testing', 'mx: mx.a.test', 'max_age: 86400'];
const enforced = ['version: STSv1', 'mode: enforce', 'mx: mx.a.test', 'max_age: 86400'];

for (const [what, remote, type, result, arrived] of [
  ['no policy and TLS of any kind', { names: ['other.test'], isTrusted: false }, 'no-policy-found', null, 1],
  ['no policy and no TLS', { names: null }, 'no-policy-found', 'starttls-not-supported', 1],
  ['a policy that is kept to', { policy: enforced }, 'sts', null, 1],
  ['an enforced policy and no TLS', { policy: enforced, names: null }, 'sts', 'starttls-not-supported', 0],
  [
    'an enforced policy, a certificate of another',
    { policy: enforced, names: ['b.test'] },
    'sts',
    'certificate-host-mismatch',
    0,
  ],
  [
    'an enforced policy, an unknown authority',
    { policy: enforced, isTrusted: false },
    'sts',
    'certificate-not-trusted',
    0,
  ],
  [
    'an enforced policy with other hosts',
    { policy: [...enforced.slice(0, 2), 'mx: b.test', 'max_age: 86400'] },
    'sts',
    'validation-failure',
    0,
  ],
  ['a tested policy that is kept to', { policy: testing }, 'sts', null, 1],
  ['a tested policy and no TLS', { policy: testing, names: null }, 'sts', 'starttls-not-supported', 1],
  [
    'a tested policy, a certificate of another',
    { policy: testing, names: ['b.test'] },
    'sts',
    'certificate-host-mismatch',
    1,
  ],
  [
    'a tested policy with other hosts',
    { policy: [...testing.slice(0, 2), 'mx: b.test', 'max_age: 86400'] },
    'sts',
    'validation-failure',
    1,
  ],
  ['a policy that cannot be read', { policy: ['nonsense'] }, 'sts', 'sts-policy-invalid', 1],
  ['a policy from somebody unknown', { policy: enforced, isPolicyTrusted: false }, 'sts', 'sts-webpki-invalid', 1],
  ['DANE that is kept to', { tlsa: (key: Buffer) => [key], names: ['b.test'] }, 'tlsa', null, 1],
  ['DANE and another key', { tlsa: () => [Buffer.alloc(32)] }, 'tlsa', 'certificate-not-trusted', 0],
  ['DANE and no TLS', { tlsa: (key: Buffer) => [key], names: null }, 'tlsa', 'starttls-not-supported', 0],
  ['DANE of no use', { tlsa: (key: Buffer) => [key], usage: 1 }, 'tlsa', 'tlsa-invalid', 1],
] as const satisfies readonly (readonly [string, Remote, string, string | null, number])[])
  test(`${what}: ${result ?? 'a success'} of ${type} (RFC 8460 §4.3)`, async (t) => {
    const { observed, arrived: came } = await sessionsWith(t, remote);
    assert.deepEqual(
      observed.map(({ policyDomain, policy, failure }) => [policyDomain, policy.type, failure?.type ?? null]),
      [['a.test', type, result]],
      JSON.stringify(observed),
    );
    assert.equal(came, arrived);
    const [{ failure } = { failure: null }] = observed;
    if (failure !== null) {
      assert.deepEqual([failure.receivingHost, failure.receivingIp], ['mx.a.test', '127.0.0.1']);
      assert.notEqual(failure.reason, '');
    }
  });

test('policies are told as they are published, and a report itself is not counted (RFC 8460 §3 and §4.5)', async (t) => {
  const sts = await sessionsWith(t, { policy: enforced });
  assert.deepEqual(sts.observed[0]?.policy, {
    type: 'sts',
    strings: enforced,
    domain: 'a.test',
    mxHosts: ['mx.a.test'],
  });
  let published = '';
  const dane = await sessionsWith(t, {
    tlsa: (key) => {
      published = key.toString('hex');
      return [Buffer.alloc(32, 255), key];
    },
  });
  assert.deepEqual(dane.observed[0]?.policy, {
    type: 'tlsa',
    strings: [`3 1 1 ${published}`, `3 1 1 ${'ff'.repeat(32)}`].toSorted(),
    domain: 'mx.a.test',
    mxHosts: [],
  });
  const report = await sessionsWith(t, {
    policy: enforced,
    names: null,
    message: 'Subject: Report\r\nTLS-Required: No\r\n\r\nx\r\n',
  });
  assert.deepEqual([report.observed, report.arrived], [[], 1]);
});
