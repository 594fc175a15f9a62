import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { freePorts } from '../../../../test/transcripts/smtp/free-ports.ts';
import { startTestDns } from '../../platform/dns/dns-server.fixture.ts';
import { createDnsClient } from '../../platform/dns/create-dns-client.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { findMailHosts, findSmartHost } from './mail-hosts.ts';
import { createMailResolver } from './mail-resolver.ts';
import { openRelayPlace, resolverOf, type Zone } from './relay-place.fixture.ts';
import { startSilentHost } from './silent-host.fixture.ts';
import { SilentAddresses } from './silent-addresses.ts';
import { startSink } from './sink-server.fixture.ts';

const usual = { port: 25, random: () => 0.5, isOwnName: () => false };

test('a smart host that cannot be found is a setting to put right, not a slip in the address of a recipient', async () => {
  const resolver = resolverOf({ mx: {}, addresses: { 'here.test': ['192.0.2.1'], 'bare.test': [] } });
  const found = (host: string) => findSmartHost(host, { resolver, port: 587 });
  assert.deepEqual(await found('here.test'), { hosts: [{ name: 'here.test', address: '192.0.2.1', port: 587 }] });
  for (const [host, text] of [
    ['gone.test', 'the smart host gone.test is not in the DNS'],
    ['bare.test', 'the smart host bare.test has no address'],
  ] as const)
    assert.deepEqual(await found(host), { refusal: { permanent: false, status: '4.4.4', text } });
});

test('hosts come by preference, the addresses of each in turn by family, IPv6 first; equal preferences are spread', async () => {
  const resolver = resolverOf({
    mx: {
      'a.test': [
        [20, 'later.test'],
        [10, 'first.test'],
      ],
      'even.test': [
        [10, 'one.test'],
        [10, 'two.test'],
      ],
    },
    addresses: {
      'first.test': ['2001:db8::1', '2001:db8::2', '2001:db8::3', '192.0.2.1'],
      'later.test': ['192.0.2.9'],
      'one.test': ['192.0.2.11'],
      'two.test': ['192.0.2.12'],
    },
  });
  const addresses = async (domain: string, random = usual.random): Promise<readonly string[]> => {
    const found = await findMailHosts(domain, { ...usual, random, resolver });
    return 'hosts' in found ? found.hosts.map(({ address }) => address) : [];
  };
  assert.deepEqual(await addresses('a.test'), ['2001:db8::1', '192.0.2.1', '2001:db8::2', '2001:db8::3', '192.0.2.9']);
  let last = 0;
  assert.deepEqual(await addresses('even.test', () => (last += 0.1)), ['192.0.2.11', '192.0.2.12']);
  assert.deepEqual(await addresses('even.test', () => (last -= 0.1)), ['192.0.2.12', '192.0.2.11']);
});

test('a mail exchanger that does not exist is a fault of the domain, not of who wrote to it; a domain that does not is another', async () => {
  const resolver = resolverOf({
    mx: {
      'a.test': [
        [10, 'gone.test'],
        [20, 'lost.test'],
      ],
      'b.test': [
        [10, 'gone.test'],
        [20, 'broken.test'],
      ],
    },
  });
  const refusal = async (domain: string) => {
    const found = await findMailHosts(domain, { ...usual, resolver });
    return 'refusal' in found ? found.refusal : null;
  };
  assert.deepEqual(await refusal('a.test'), {
    permanent: true,
    status: '5.4.4',
    text: 'gone.test, lost.test have no entry in the DNS: a.test cannot be reached',
  });
  assert.equal((await refusal('b.test'))?.permanent, false);
  assert.deepEqual(await refusal('none.test'), {
    permanent: true,
    status: '5.1.2',
    text: 'the domain none.test does not exist',
  });
});

test('mail hosts are asked of the DnsServers: aliases, one family that fails, no such name, silence', async (t) => {
  const dns = await startTestDns({
    'a.test': { MX: [{ exchange: 'MX.a.test', preference: 10 }] },
    'mx.a.test': { A: ['192.0.2.1'], AAAA: ['2001:db8::1'] },
    'alias.test': { CNAME: ['mx.a.test'] },
  });
  t.after(() => dns.stop());
  const client = createDnsClient({ clock: new ManualClock(), resolvers: () => [dns.address], timeoutMs: 30_000 });
  const resolver = createMailResolver(client);
  assert.deepEqual(await resolver.mx('a.test'), [{ exchange: 'mx.a.test', priority: 10 }]);
  assert.deepEqual(await resolver.addresses('mx.a.test'), ['2001:db8::1', '192.0.2.1']);
  assert.deepEqual(await resolver.addresses('alias.test'), ['2001:db8::1', '192.0.2.1']);
  assert.deepEqual(await resolver.mx('mx.a.test'), []);
  // RFC 6761 §6.3
  assert.deepEqual(await resolver.addresses('localhost'), ['::1', '127.0.0.1']);
  await assert.rejects(resolver.mx('none.test'), { kind: 'no-such-name' });
  dns.broken.add('bad.test');
  await assert.rejects(resolver.mx('bad.test'), { kind: 'temporary', message: /SERVFAIL/ });
  await assert.rejects(resolver.addresses('bad.test'), { kind: 'temporary' });
});

test('an address that does not answer costs ten seconds once, then it is tried last for five minutes', async (t) => {
  // One that is free at both addresses: of those that the kernel gives, clients hold some at the other.
  const [port = 0] = await freePorts(1);
  const silent = await startSilentHost('127.0.0.7', port);
  t.after(() => silent.close());
  const remote = await startSink({ address: '127.0.0.1', port: silent.port });
  t.after(() => remote.close());
  const zone: Zone = {
    mx: { 'a.test': [[10, 'mx.a.test']], 'b.test': [[10, 'mx.a.test']] },
    addresses: { 'mx.a.test': ['127.0.0.7', '127.0.0.1'] },
  };
  const place = await openRelayPlace(t, zone);
  await place.connect(silent.port);
  const until = place.clock.now() + 10_000;
  await place.send(['x@a.test']);
  while ((place.clock.nextDue() ?? Infinity) > until) await setImmediate();
  assert.equal(remote.messages.length, 0);
  place.clock.advance(10_000);
  await remote.received(1);
  await place.relay.idle();
  // Another domain at the same host waits for nothing.
  await place.send(['x@b.test']);
  await remote.received(2);
  await place.relay.idle();
  assert.equal(await place.waiting(), 0);
});

test('a silent address comes back to its place after five minutes', () => {
  const clock = new ManualClock();
  const silent = new SilentAddresses(clock);
  const [six, four] = ['2001:db8::1', '192.0.2.1'].map((address) => ({ name: 'mx.test', address, port: 25 }));
  if (six === undefined || four === undefined) throw new Error('no hosts');
  silent.note(six);
  assert.deepEqual(silent.last([six, four]), [four, six]);
  assert.deepEqual(silent.last([{ ...six, port: 587 }, four]), [{ ...six, port: 587 }, four]);
  clock.advance(5 * 60_000);
  assert.deepEqual(silent.last([six, four]), [six, four]);
});

test('a connector that sends from an IPv4 address passes IPv6 over, and says so where there is nothing else', async (t) => {
  const remote = await startSink();
  t.after(() => remote.close());
  const zone: Zone = {
    mx: {},
    addresses: { 'both.test': ['::1', '127.0.0.1'], 'six.test': ['::1'] },
  };
  const place = await openRelayPlace(t, zone);
  const connector = await place.connect(remote.port, { SourceIPAddress: '127.0.0.1' });
  await place.send(['x@both.test', 'x@six.test']);
  await remote.received(1);
  await place.relay.idle();
  assert.equal(
    place.queue.hop(`dns ${connector.Guid} six.test`)?.lastError,
    'the send connector sends from 127.0.0.1, and six.test has no IPv4 address',
  );
});
