import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { createDnsClient } from '../../platform/dns/create-dns-client.ts';
import { startTestDns } from '../../platform/dns/dns-server.fixture.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { makeSelfSigned } from '../../platform/tls/self-signed.ts';
import { memoryScope } from '../../domain/directory/memory-scope.fixture.ts';
import { openMtaStsStore } from '../../domain/queue/mta-sts-store.ts';
import { queueMigrations } from '../../domain/queue/queue-migrations.ts';
import { MtaStsPolicies } from './mta-sts-policies.ts';

const enforced = 'version: STSv1\r\nmode: enforce\r\nmx: mx.a.test\r\nmax_age: 86400\r\n';

/** Policies of a.test, whose web server gives what `web` says and counts how often it was asked. */
async function policiesOf(t: TestContext, certificateFor = 'mta-sts.a.test') {
  const tls = await makeSelfSigned([certificateFor], Date.now());
  const web = { status: 200, text: enforced, asked: 0 };
  const server = createServer({ key: tls.key, cert: tls.certificate }, (_asked, answer) => {
    web.asked += 1;
    answer.writeHead(web.status, { 'content-type': 'text/plain', connection: 'close' }).end(web.text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dns = await startTestDns({ '_mta-sts.a.test': { TXT: ['v=STSv1; id=1'] } });
  t.after(async () => {
    server.close();
    await dns.stop();
  });
  const clock = new ManualClock();
  const store = openMtaStsStore(memoryScope(queueMigrations));
  const parts = {
    dns: createDnsClient({ clock, resolvers: () => [dns.address], timeoutMs: 30_000 }),
    resolver: { addresses: async () => ['127.0.0.1'] },
    clock,
    log: silentLog,
    store,
    authorities: [tls.certificate],
    port: (server.address() as AddressInfo).port,
  };
  return { policies: new MtaStsPolicies(parts), restarted: () => new MtaStsPolicies(parts), web, dns, clock, store };
}

test('a policy that many want at once is fetched once, and kept for as long as it says (RFC 8461 §3.2)', async (t) => {
  const { policies, web, dns, clock } = await policiesOf(t);
  const found = await Promise.all(Array.from({ length: 20 }, () => policies.of('a.test')));
  assert.ok(found.every((policy) => policy?.mode === 'enforce'));
  assert.equal(web.asked, 1);
  // The record has gone: the policy holds to its end, and not beyond.
  dns.zone['_mta-sts.a.test'] = {};
  clock.advance(86_000_000);
  assert.equal((await policies.of('a.test'))?.mode, 'enforce');
  clock.advance(500_000);
  assert.equal(await policies.of('a.test'), null);
});

test('what could not be fetched is tried again after five minutes, or at once when the id has changed (RFC 8461 §3.3)', async (t) => {
  const { policies, web, dns, clock } = await policiesOf(t);
  web.status = 500;
  assert.equal(await policies.of('a.test'), null);
  web.status = 200;
  assert.equal(await policies.of('a.test'), null);
  assert.equal(web.asked, 1);
  clock.advance(5 * 60_000);
  assert.equal((await policies.of('a.test'))?.mode, 'enforce');
  // A new one that cannot be had leaves the one before in force.
  dns.zone['_mta-sts.a.test'] = { TXT: ['v=STSv1; id=2'] };
  clock.advance(3_600_000);
  web.text = 'version: STSv1\r\nmode: enforce\r\n';
  assert.equal((await policies.of('a.test'))?.mode, 'enforce');
  assert.equal(web.asked, 3);
  dns.zone['_mta-sts.a.test'] = { TXT: ['v=STSv1; id=3'] };
  clock.advance(3_600_000);
  web.text = 'version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n';
  assert.equal((await policies.of('a.test'))?.mode, 'none');
});

test('a policy is not taken from a host with another certificate, nor when there are two records', async (t) => {
  const wrong = await policiesOf(t, 'other.test');
  assert.equal(await wrong.policies.of('a.test'), null);
  assert.equal(wrong.web.asked, 0);
  const twice = await policiesOf(t);
  twice.dns.zone['_mta-sts.a.test'] = { TXT: ['v=STSv1; id=1', 'v=STSv1; id=2'] };
  assert.equal(await twice.policies.of('a.test'), null);
  assert.equal(twice.web.asked, 0);
});

test('a policy holds on after a restart, until it ends', async (t) => {
  const { policies, restarted, web, dns, clock, store } = await policiesOf(t);
  await policies.of('a.test');
  while ((await store.load(clock.now())).length === 0) await setImmediate();
  // An attacker who answers for the DNS takes the record away, and the server is started anew.
  dns.zone['_mta-sts.a.test'] = {};
  clock.advance(3_600_000);
  assert.equal((await restarted().of('a.test'))?.mode, 'enforce');
  assert.equal(web.asked, 1);
  clock.advance(86_400_000);
  assert.equal(await restarted().of('a.test'), null);
});

test('a policy is fetched anew every day, whatever the DNS says, so that it does not run out (RFC 8461 §3.3)', async (t) => {
  const { policies, restarted, web, dns, clock, store } = await policiesOf(t);
  web.text = enforced.replace('86400', String(10 * 86_400));
  await policies.of('a.test');
  await policies.refresh();
  clock.advance(86_400_000 - 1);
  await policies.refresh();
  assert.equal(web.asked, 1);
  clock.advance(1);
  // An attacker keeps the record back; the web server answers for itself.
  dns.zone['_mta-sts.a.test'] = {};
  web.text = enforced.replace('mx.a.test', 'other.a.test').replace('86400', String(10 * 86_400));
  await policies.refresh();
  assert.equal(web.asked, 2);
  assert.deepEqual((await policies.of('a.test'))?.hosts, ['other.a.test']);
  // What cannot be had, or cannot be read, leaves the one before, to its end.
  for (const [status, text] of [
    [500, enforced],
    [200, 'nothing'],
  ] as const) {
    [web.status, web.text] = [status, text];
    clock.advance(86_400_000);
    await policies.refresh();
    assert.deepEqual((await policies.of('a.test'))?.hosts, ['other.a.test']);
  }
  assert.equal(web.asked, 4);
  // As kept over a restart, too.
  while ((await store.load(clock.now()))[0]?.text.includes('other.a.test') !== true) await setImmediate();
  assert.deepEqual((await restarted().of('a.test'))?.hosts, ['other.a.test']);
  clock.advance(8 * 86_400_000 - 1);
  assert.equal((await policies.of('a.test'))?.mode, 'enforce');
  clock.advance(1);
  assert.equal(await policies.of('a.test'), null);
});

test('one that holds for less than two days is fetched anew when half of that is over, one of mode none never', async (t) => {
  const { policies, web, clock } = await policiesOf(t);
  await policies.of('a.test');
  clock.advance(43_200_000);
  web.text = 'version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n';
  await policies.refresh();
  assert.equal(web.asked, 2);
  assert.equal((await policies.of('a.test'))?.mode, 'none');
  clock.advance(43_200_000);
  await policies.refresh();
  assert.equal(web.asked, 2);
});

test('it is done every hour, until the server stops, and not for whom nobody writes to any more', async (t) => {
  const { policies, web, clock, store } = await policiesOf(t);
  web.text = enforced.replace('86400', String(365 * 86_400));
  await policies.of('a.test');
  const stop = policies.keepFresh();
  clock.advance(86_400_000);
  const until = clock.now() + 365 * 86_400_000;
  while ((await store.load(clock.now()))[0]?.until !== until) await setImmediate();
  stop();
  assert.equal(web.asked, 2);
  clock.advance(61 * 86_400_000);
  await policies.refresh();
  assert.equal(web.asked, 2);
  await policies.of('a.test');
  await policies.refresh();
  assert.equal(web.asked, 3);
});

test('what a clock that went ahead kept does not hold until that time comes again', async (t) => {
  const { policies, web, dns, clock } = await policiesOf(t);
  const year = 365 * 86_400_000;
  clock.set(year);
  web.status = 500;
  assert.equal(await policies.of('a.test'), null);
  clock.set(-year);
  clock.advance(5 * 60_000);
  assert.equal(policies.faultOf('a.test'), null);
  web.status = 200;
  assert.equal((await policies.of('a.test'))?.mode, 'enforce', 'tried again after five minutes');
  clock.set(year);
  dns.zone['_mta-sts.a.test'] = { TXT: ['v=STSv1; id=2'] };
  await policies.of('a.test');
  const { asked } = web;
  clock.set(-year);
  await policies.refresh();
  assert.equal(web.asked, asked + 1, 'fetched anew');
  clock.advance(86_400_000);
  assert.equal(await policies.of('a.test').then((policy) => policy?.mode), 'enforce');
});
