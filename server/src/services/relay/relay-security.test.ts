import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import { transportSettings } from '../../domain/configuration/transport-settings.ts';
import { memoryScope } from '../../domain/directory/memory-scope.fixture.ts';
import { openMtaStsStore } from '../../domain/queue/mta-sts-store.ts';
import { queueMigrations } from '../../domain/queue/queue-migrations.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { createDnsClient } from '../../platform/dns/create-dns-client.ts';
import { type Zone as DnsZone, startTestDns, type TestDns } from '../../platform/dns/dns-server.fixture.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { makeSelfSigned } from '../../platform/tls/self-signed.ts';
import { createMessageInspector } from '../message-authentication/create-message-inspector.ts';
import { dkimKey } from './dkim-key.fixture.ts';
import type { SecurityParts } from './host-security.ts';
import { MtaStsPolicies } from './mta-sts-policies.ts';
import { parseMtaStsPolicy, policyAllows } from './mta-sts-policy.ts';
import { openRelayPlace, placesStandOn, type RelayPlace, resolverOf, type Zone } from './relay-place.fixture.ts';
import { SenderRewriting } from './sender-rewriting.ts';
import { startSink } from './sink-server.fixture.ts';

placesStandOn(databaseFor);

const zone: Zone = {
  mx: { 'a.test': [[10, 'mx.a.test']], 'forward.test': [[10, 'mx.a.test']] },
  addresses: { 'mx.a.test': ['127.0.0.1'], 'mta-sts.a.test': ['127.0.0.1'] },
};
const records: DnsZone = {
  'a.test': { MX: [{ exchange: 'mx.a.test', preference: 10 }] },
  'mx.a.test': { A: ['127.0.0.1'] },
};
const signed = ['a.test', 'mx.a.test'];

async function dnsFor(t: TestContext, more: DnsZone = {}): Promise<TestDns> {
  const dns = await startTestDns({ ...structuredClone(records), ...more });
  t.after(() => dns.stop());
  return dns;
}

function security(
  dns: TestDns,
  clock: ManualClock,
  facts: { dane?: boolean; port?: number; authorities?: readonly string[] } = {},
): SecurityParts {
  const client = createDnsClient({ clock, resolvers: () => [dns.address], timeoutMs: 30_000 });
  return {
    dns: client,
    settings: () => ({ SmtpDaneEnabled: facts.dane ?? false, MtaStsEnabled: true }),
    policies: new MtaStsPolicies({
      dns: client,
      resolver: resolverOf(zone),
      clock,
      log: silentLog,
      store: openMtaStsStore(memoryScope(queueMigrations)),
      authorities: facts.authorities,
      ...(facts.port === undefined ? {} : { port: facts.port }),
    }),
  };
}

async function lastError(place: RelayPlace): Promise<string | null> {
  await place.relay.idle();
  return place.queue.hops().find(({ lastError: error }) => error !== null)?.lastError ?? null;
}

async function policyServer(t: TestContext, tls: { key: string; certificate: string }, text: () => string) {
  const server = createServer({ key: tls.key, cert: tls.certificate }, (asked, answer) => {
    assert.equal(asked.url, '/.well-known/mta-sts.txt');
    answer.writeHead(200, { 'content-type': 'text/plain' }).end(text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

onBothEngines(
  'DANE: the published key is taken whatever the authority, another one is not, and nothing goes out in the clear (RFC 7672)',
  async (t) => {
    const tls = await makeSelfSigned(['mx.a.test'], Date.now());
    const remote = await startSink({ offers: ['STARTTLS'], tls });
    const spki = new X509Certificate(tls.certificate).publicKey.export({ type: 'spki', format: 'der' });
    const digest = createHash('sha256').update(spki).digest();
    const name = `_${remote.port}._tcp.mx.a.test`;
    const tlsa = (certificate: Buffer) => ({ usage: 3, selector: 1, matchingType: 1, certificate });
    const dns = await dnsFor(t, { [name]: { TLSA: [tlsa(digest)] } });
    for (const one of [...signed, name]) dns.signed.add(one);
    const clock = new ManualClock();
    const place = await openRelayPlace(t, zone, { security: security(dns, clock, { dane: true }) });
    t.after(() => remote.close());
    await place.connect(remote.port);
    await place.send(['x@a.test']);
    await remote.received(1);
    assert.equal(remote.messages[0]?.secure, true);

    dns.zone[name] = { TLSA: [tlsa(Buffer.alloc(32))] };
    const wrong = await openRelayPlace(t, zone, { security: security(dns, clock, { dane: true }) });
    await wrong.connect(remote.port);
    await wrong.send(['x@a.test']);
    assert.match((await lastError(wrong)) ?? '', /not the one that the DNS publishes \(DANE\)/);
    assert.equal(remote.messages.length, 1);

    // Records that nobody vouches for count for nothing; a DNS that does not answer for them stops the mail.
    dns.signed.delete(name);
    const unsigned = await openRelayPlace(t, zone, { security: security(dns, clock, { dane: true }) });
    await unsigned.connect(remote.port);
    await unsigned.send(['x@a.test']);
    await remote.received(2);
    dns.broken.add(name);
    const silent = await openRelayPlace(t, zone, { security: security(dns, clock, { dane: true }) });
    await silent.connect(remote.port);
    await silent.send(['x@a.test']);
    assert.match((await lastError(silent)) ?? '', /could not be asked for/);
    // RFC 7672 §2.1.2: nor is mail sent on the chance that nothing was signed.
    dns.broken.delete(name);
    dns.broken.add('a.test');
    const unknown = await openRelayPlace(t, zone, { security: security(dns, clock, { dane: true }) });
    await unknown.connect(remote.port);
    await unknown.send(['x@a.test']);
    assert.match((await lastError(unknown)) ?? '', /the MX records of a\.test could not be asked for/);
    assert.equal(remote.messages.length, 2);
  },
);

onBothEngines(
  'MTA-STS: an enforced policy wants the named host with a certificate that is right; a lost record does not undo it (RFC 8461)',
  async (t) => {
    const mx = await makeSelfSigned(['mx.a.test'], Date.now());
    const web = await makeSelfSigned(['mta-sts.a.test'], Date.now());
    let text = 'version: STSv1\r\nmode: enforce\r\nmx: mx.a.test\r\nmax_age: 86400\r\n';
    const port = await policyServer(t, web, () => text);
    const dns = await dnsFor(t, { '_mta-sts.a.test': { TXT: ['v=STSv1; id=1'] } });
    const clock = new ManualClock();
    const sts = security(dns, clock, { port, authorities: [web.certificate] });
    const good = await startSink({ offers: ['STARTTLS'], tls: mx });
    const place = await openRelayPlace(t, zone, { security: sts, authorities: [mx.certificate] });
    t.after(() => good.close());
    await place.connect(good.port);
    await place.send(['x@a.test']);
    await good.received(1);
    assert.equal(good.messages[0]?.secure, true);

    // The record is gone, as an attacker would have it; the policy holds for as long as it said.
    dns.zone['_mta-sts.a.test'] = {};
    clock.advance(3_600_000);
    const plain = await startSink();
    const attacked = await openRelayPlace(t, zone, { security: sts });
    t.after(() => plain.close());
    await attacked.connect(plain.port);
    await attacked.send(['x@a.test']);
    assert.match((await lastError(attacked)) ?? '', /does not offer STARTTLS/);

    // Mail that says so goes out all the same, past what waits for TLS, also after the ways were found anew (RFC 8689 §4.2.2).
    const complaint = 'From: alice@example.test\r\nTLS-Required: No\r\nSubject: your TLS\r\n\r\nx\r\n';
    await attacked.send(['postmaster@a.test'], { requireTls: true }, complaint);
    await attacked.send(['postmaster@a.test'], {}, complaint.replace('No', 'Never'));
    await attacked.send(['postmaster@a.test'], {}, complaint.replace('Subject', 'TLS-Required: No\r\nSubject'));
    await attacked.relay.idle();
    assert.equal(plain.messages.length, 0);
    await attacked.send(['postmaster@a.test'], {}, complaint);
    await attacked.queue.reroute();
    await plain.received(1);
    assert.deepEqual(
      plain.messages.map(({ rcpt, secure }) => [rcpt.join(), secure]),
      [['RCPT TO:<postmaster@a.test>', false]],
    );

    // A host that the policy does not name is not tried at all.
    dns.zone['_mta-sts.a.test'] = { TXT: ['v=STSv1; id=2'] };
    clock.advance(3_600_000);
    text = text.replace('mx.a.test', '*.other.test');
    const other = await openRelayPlace(t, zone, { security: sts, authorities: [mx.certificate] });
    await other.connect(good.port);
    await other.send(['x@a.test']);
    assert.match((await lastError(other)) ?? '', /names no host that its MTA-STS policy allows/);

    // Testing lets everything through.
    dns.zone['_mta-sts.a.test'] = { TXT: ['v=STSv1; id=3'] };
    clock.advance(3_600_000);
    text = text.replace('enforce', 'testing');
    const testing = await openRelayPlace(t, zone, { security: sts });
    await testing.connect(plain.port);
    await testing.send(['x@a.test']);
    await plain.received(2);
  },
);

test('a policy of MTA-STS is read strictly, and * stands for one label', () => {
  assert.equal(parseMtaStsPolicy('version: STSv2\nmode: none\nmax_age: 1\n'), null);
  assert.equal(parseMtaStsPolicy('version: STSv1\nmode: enforce\nmax_age: 1\n'), null);
  const policy = parseMtaStsPolicy('version: STSv1\nmode: enforce\nmx: *.a.test\nmx: b.test\nmax_age: 99999999999\n');
  assert.equal(policy, null);
  const wide = parseMtaStsPolicy('version: STSv1\nmode: enforce\nmx: *.a.test\nmx: b.test\nmax_age: 9999999999\n');
  assert.equal(wide?.maxAgeSeconds, 31_557_600);
  assert.ok(wide !== null && policyAllows(wide, 'MX.a.test') && policyAllows(wide, 'b.test'));
  assert.ok(!policyAllows(wide, 'a.test') && !policyAllows(wide, 'x.mx.a.test') && !policyAllows(wide, 'c.test'));
});

onBothEngines('SRS: a rewritten sender leads back, for 21 days, in any case, and cannot be made up', async () => {
  const srs = new SenderRewriting('secret');
  const now = Date.UTC(2026, 10, 28);
  const sender = srs.rewrite('Ann.b=c@far.test', 'example.test', now);
  assert.match(sender, /^SRS0=[0-9a-f]{12}=[A-Z2-7]{2}=far\.test=Ann\.b=c@example\.test$/);
  const local = sender.slice(0, sender.lastIndexOf('@'));
  assert.equal(srs.reverse(local, now + 20 * 86_400_000), 'Ann.b=c@far.test');
  assert.equal(srs.reverse(local.toLowerCase(), now), 'ann.b=c@far.test');
  assert.equal(srs.reverse(local, now + 23 * 86_400_000), null);
  assert.equal(srs.reverse(local.replace('far.test', 'victim.test'), now), null);
  assert.equal(new SenderRewriting('other').reverse(local, now), null);
  // What another forwarder has rewritten goes back to that forwarder.
  const second = new SenderRewriting('other').rewrite(sender, 'second.test', now);
  assert.match(second, /^SRS1=[0-9a-f]{12}=example\.test==/);
  assert.equal(new SenderRewriting('other').reverse(second.slice(0, second.lastIndexOf('@')), now), sender);
});

onBothEngines(
  'forwarded mail leaves with a sender of ours and a seal that the next server finds sound (RFC 8617)',
  async (t) => {
    const { key, record } = dkimKey();
    const dns = await dnsFor(t, { 'key._domainkey.example.test': { TXT: [record] } });
    const remote = await startSink({ offers: ['PIPELINING'] });
    const place = await openRelayPlace(t, zone, {
      transport: () => ({ ArcSealingEnabled: true, SenderRewritingEnabled: true }),
      rewriting: new SenderRewriting('secret'),
      dkim: { list: () => [key] },
    });
    t.after(() => remote.close());
    await place.connect(remote.port);
    const content =
      'Authentication-Results: cas01.example.test;\r\n\tspf=pass smtp.mailfrom=ann@far.test;\r\n\tdkim=none;\r\n\tdmarc=pass header.from=far.test\r\nReceived: from x\r\n by y; date\r\nDKIM-Signature: v=1; d=list.test; b=upper\r\nDKIM-Signature: v=1; d=far.test; b=lower\r\nFrom: <ann@far.test>\r\nSubject: on  its way\r\n\r\nbody \r\n\r\n';
    const forwardedTwice = 'X-Relais-Forwarded-By: one\r\nX-Relais-Forwarded-By: two\r\n';
    await place.send(['x@forward.test'], { sender: 'ann@far.test' }, `${forwardedTwice}${content}`);
    await remote.received(1);
    const [message] = remote.messages;
    assert.match(message?.mail ?? '', /^MAIL FROM:<SRS0=[^>]+=far\.test=ann@example\.test>/);

    async function inspect(text: string): Promise<string> {
      const clock = new ManualClock();
      const inspector = createMessageInspector({
        dns: createDnsClient({ clock, resolvers: () => [dns.address], timeoutMs: 30_000 }),
        settings: () => transportSettings.defaults({} as never),
        clock,
        log: silentLog,
      });
      const inspection = inspector.begin({ address: '192.0.2.1', helo: 'x', server: 'next.test', sender: '' });
      const end = text.indexOf('\r\n\r\n') + 4;
      inspection?.header(Buffer.from(text.slice(0, end), 'latin1'));
      inspection?.body(Buffer.from(text.slice(end), 'latin1'));
      return (await inspection?.finish())?.field ?? '';
    }
    const data = message?.data ?? '';
    assert.match(data, /^ARC-Seal: i=1; a=rsa-sha256; cv=none; d=example\.test/);
    assert.match(await inspect(data), /arc=pass smtp\.remote-ip=192\.0\.2\.1/);
    assert.match(await inspect(data.replace('body', 'changed')), /arc=fail reason="the body has been changed"/);
    assert.match(await inspect(data.replace('dmarc=pass', 'dmarc=fail')), /arc=fail/);
    // RFC 8617 §4.1.2: each DKIM-Signature, not the last one alone.
    for (const signature of ['b=upper', 'b=lower']) {
      assert.ok(data.includes(signature));
      assert.match(await inspect(data.replace(signature, 'b=other')), /arc=fail/);
    }
    // The next forwarder adds its own set to a chain that it found sound.
    await place.send(
      ['y@forward.test'],
      { sender: 'ann@far.test' },
      `${await inspect(data)}Received: from z\r\n by y; date\r\n${data}`,
    );
    await remote.received(2);
    const second = remote.messages[1]?.data ?? '';
    assert.match(second, /^ARC-Seal: i=2; a=rsa-sha256; cv=pass/);
    assert.match(await inspect(second), /arc=pass/);
  },
);
