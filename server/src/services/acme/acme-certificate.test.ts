import assert from 'node:assert/strict';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openAcmeStore } from '../../domain/configuration/acme-store.ts';
import { configurationMigrations } from '../../domain/configuration/configuration-migrations.ts';
import { memoryScope } from '../../domain/directory/memory-scope.fixture.ts';
import { startAuthority } from '../../platform/acme/acme-authority.fixture.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { CertificateFolder } from '../../platform/tls/certificate-folder.ts';
import { certificateTrouble } from '../../platform/tls/tend-certificates.ts';
import { LocalExclusiveLocks } from '../../storage/local-exclusive-locks.ts';
import { AcmeCertificate } from './acme-certificate.ts';

const day = 86_400_000;
const hour = 3_600_000;

async function place(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'relais-acme-'));
  t.after(() => rm(folder, { recursive: true }));
  const clock = new ManualClock(Date.now());
  const authority = await startAuthority(() => clock.now());
  t.after(() => authority.stop());
  const certificates = await CertificateFolder.open(folder, ['mail.contoso.test'], () => clock.now());
  const store = await openAcmeStore(memoryScope(configurationMigrations));
  await store.configure({
    enabled: true,
    termsAgreed: true,
    directoryUrl: authority.url,
    authorities: authority.authority,
    domainNames: ['mail.contoso.test'],
    services: ['IMAP', 'IIS'],
  });
  const events: string[] = [];
  const log = {
    ...silentLog,
    warn: (event: string) => void events.push(event),
    info: (event: string) => void events.push(event),
  };
  const locks = new LocalExclusiveLocks();
  const open = () => new AcmeCertificate({ store, certificates, locks, clock, log, userAgent: 'Relais/test' });
  const acme = open();
  const serving = () => certificates.describe('mail.contoso.test', 'IMAP');
  return { folder, authority, clock, store, certificates, acme, events, serving, open, locks };
}

test('by the clock it is renewed when two thirds of its lifetime are over, for the services that the last one serves, and nobody is warned before', async (t) => {
  const { authority, clock, certificates, acme, serving, store } = await place(t);
  await acme.tend();
  const first = serving();
  assert.deepEqual(first.services, ['IMAP', 'IIS']);
  await certificates.enable(first.thumbprint, ['POP']);
  const asked = authority.asked.length;
  clock.advance(59 * day);
  await acme.tend();
  assert.equal(authority.asked.length, asked, 'nothing is asked before');
  assert.equal(certificateTrouble(serving(), clock.now()), null);
  clock.advance(2 * day);
  assert.equal(certificateTrouble(serving(), clock.now()), null);
  await acme.tend();
  const second = serving();
  assert.notEqual(second.thumbprint, first.thumbprint);
  assert.deepEqual(second.services, ['IMAP', 'IIS', 'POP']);
  assert.ok(!certificates.list().some(({ thumbprint }) => thumbprint === first.thumbprint));
  // Another name is another certificate, at once.
  await store.configure({ domainNames: ['mail.contoso.test', 'imap.contoso.test'] });
  authority.issue.names = ['mail.contoso.test', 'imap.contoso.test'];
  await acme.tend();
  assert.deepEqual(serving().names, ['mail.contoso.test', 'imap.contoso.test']);
});

test('failures wait twice as long each time and keep what serves; an administrator does not wait, but leaves an authority alone that says so', async (t) => {
  const { authority, clock, acme, store, serving, events } = await place(t);
  await acme.tend();
  const first = serving();
  clock.advance(61 * day);
  const unavailable = {
    status: 503,
    body: { type: 'urn:ietf:params:acme:error:serverInternal', detail: 'we are\r\nclosed' },
  };
  const failing = (count: number) =>
    authority.instead('/new-order', ...Array.from({ length: count }, () => unavailable));
  failing(2);
  await acme.tend();
  assert.match(store.state().lastError?.en ?? '', /^The certificate authority says: we are closed \(serverInternal\)$/);
  const asked = authority.asked.length;
  clock.advance(hour - 1);
  await acme.tend();
  assert.equal(authority.asked.length, asked);
  clock.advance(1);
  await acme.tend();
  assert.equal(store.state().failures, 2);
  assert.equal(store.state().nextAttempt, clock.now() + 2 * hour);
  assert.equal(serving().thumbprint, first.thumbprint);
  assert.deepEqual(events.filter((event) => event === 'acme-certificate-not-obtained').length, 2);
  const limited = {
    status: 429,
    headers: { 'Retry-After': '604800' },
    body: { type: 'urn:ietf:params:acme:error:rateLimited', detail: 'too many' },
  };
  authority.instead('/new-order', limited);
  await assert.rejects(acme.renewNow(false), /too many \(rateLimited\)/);
  assert.equal(store.state().leaveAloneUntil, clock.now() + 7 * day);
  clock.advance(7 * day);
  await acme.tend();
  assert.notEqual(serving().thumbprint, first.thumbprint);
  assert.deepEqual(
    { ...store.state(), key: null, issued: null, earlier: [], lastAttempt: null, renewAt: null, order: null },
    {
      key: null,
      order: null,
      issued: null,
      earlier: [],
      lastAttempt: null,
      lastError: null,
      failures: 0,
      nextAttempt: null,
      leaveAloneUntil: null,
      renewAt: null,
      termsOfService: 'https://authority.test/terms',
      caaIdentities: ['authority.test'],
    },
  );
});

test('what no authority should answer is refused with its reason, and what serves goes on', async (t) => {
  const { authority, acme, serving, store } = await place(t);
  await acme.tend();
  const first = serving().thumbprint;
  const badNonce = { status: 400, body: { type: 'urn:ietf:params:acme:error:badNonce', detail: 'used' } };
  const chain = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  for (const [path, answers, reason] of [
    ['/directory', [{ body: '<html>' }], /no JSON object/],
    ['/directory', [{ body: '[]' }], /no JSON object/],
    ['/directory', [{ body: {} }], /names no newNonce/],
    ['/directory', [{ status: 302, headers: { Location: 'http://169.254.169.254/' } }], /redirects are not followed/],
    ['/directory', [{ body: 'x'.repeat(300_000) }], /more than 256 KB/],
    [
      '/directory',
      [{ body: { newNonce: 'http://localhost/', newAccount: 'x', newOrder: 'x' } }],
      /must begin with https/,
    ],
    ['/new-order', [{ status: 201, body: { status: 'pending' } }], /gives the order no address/],
    [
      '/new-order',
      [{ status: 201, headers: { Location: authority.url }, body: { status: 'odd' } }],
      /without a status/,
    ],
    ['/new-order', Array.from({ length: 6 }, () => badNonce), /used \(badNonce\)/],
    ['/new-order', [{ status: 500, body: 'no JSON', headers: { 'Content-Type': 'text/plain' } }], /HTTP 500/],
    [
      '/authorization',
      [{ body: { status: 'pending', identifier: { value: 'bank.example' }, challenges: [] } }],
      /asks for bank\.example/,
    ],
    [
      '/authorization',
      [{ body: pendingWith({ type: 'dns-01', token: 'b'.repeat(43) }) }],
      /does not let mail\.contoso\.test be proved by HTTP/,
    ],
    [
      '/authorization',
      [{ body: pendingWith({ type: 'http-01', token: '../../../etc/passwd-and-more' }) }],
      /token is none/,
    ],
    [
      '/authorization',
      [
        { body: pendingWith({ type: 'http-01', token: 'c'.repeat(43) }) },
        {
          body: {
            ...pendingWith({
              type: 'http-01',
              token: 'c'.repeat(43),
              error: { type: 'urn:ietf:params:acme:error:caa', detail: 'CAA forbids' },
            }),
            status: 'invalid',
          },
        },
      ],
      /could not prove mail\.contoso\.test: CAA forbids \(caa\)/,
    ],
    ['/certificate', [{ body: 'nothing' }], /holds no certificate in PEM/],
    ['/certificate', [{ body: chain }], /it is damaged/],
    ['/certificate', [{ body: chain.repeat(11) }], /chain is too long/],
  ] as const) {
    authority.instead(path, ...answers);
    await assert.rejects(acme.renewNow(true), reason);
    authority.instead(path);
    assert.match(store.state().lastError?.en ?? '', reason);
  }
  for (const [how, reason] of [
    [{ isOfAnotherKey: true }, /belongs to another key/],
    [{ names: ['another.contoso.test'] }, /lacks mail\.contoso\.test/],
    [{ names: ['*.contoso.test'] }, /lacks mail\.contoso\.test/],
    [{ days: 0 }, /does not hold now/],
  ] as const) {
    Object.assign(authority.issue, { names: null, isOfAnotherKey: false, days: 90 }, how);
    await assert.rejects(acme.renewNow(true), reason);
  }
  assert.equal(serving().thumbprint, first);
  Object.assign(authority.issue, { names: null, isOfAnotherKey: false, days: 90 });
  authority.instead('/new-order', badNonce, badNonce);
  assert.equal(await acme.renewNow(true), 'obtained', 'a nonce that is refused is followed by another');
  assert.notEqual(serving().thumbprint, first);
  assert.equal(await store.challenge('a'.repeat(43)), null, 'no challenge is left');
});

test('an order that was begun goes on after a kill, and a certificate that was got is put to use', async (t) => {
  const { authority, clock, acme, store, serving, certificates, open, locks } = await place(t);
  const before = serving().thumbprint;
  // The authority is cut off in the middle: what was ordered stays ordered.
  authority.instead('/finalize', { body: 'x'.repeat(300_000) });
  await assert.rejects(acme.renewNow(false), /more than 256 KB/);
  const { order, key } = store.state();
  assert.ok(order !== null && key !== null);
  assert.equal(await acme.renewNow(false), 'obtained');
  assert.equal(authority.asked.filter((path) => path === '/new-order').length, 1);
  assert.equal(authority.asked.filter((path) => path === '/account').length, 1);
  const got = serving();
  assert.notEqual(got.thumbprint, before);
  // Killed between writing its files and enabling it: as if it had never been enabled.
  await certificates.remove(got.thumbprint);
  const { issued } = store.state();
  await certificates.importPem(`${issued?.key}${issued?.certificate}`, null);
  const again = open();
  await again.tend();
  assert.deepEqual(serving().thumbprint, got.thumbprint);
  assert.deepEqual(serving().services, ['IMAP', 'IIS']);
  // Somebody else is at it.
  const held = await locks.take('acme', { giveWay: () => false, lost() {} });
  assert.equal(await again.renewNow(true), 'busy');
  await held?.release();
  await store.configure({ enabled: false });
  clock.advance(80 * day);
  assert.equal(await again.renewNow(true), 'switched-off');
});

test('who asks while an attempt is under way gets its outcome, and does not begin another', async (t) => {
  const { authority, acme, store, clock, serving, certificates } = await place(t);
  const closed = { status: 403, body: { type: 'urn:ietf:params:acme:error:unauthorized', detail: 'no' } };
  authority.instead('/new-order', closed);
  const [, refused] = await Promise.allSettled([acme.tend(), acme.renewNow(false)]);
  assert.match(String((refused as PromiseRejectedResult).reason), /says: no \(unauthorized\)/);
  assert.equal(store.state().failures, 1);
  clock.advance(hour);
  assert.deepEqual(await Promise.all([acme.tend(), acme.renewNow(false)]), [undefined, 'obtained']);
  assert.equal(authority.asked.filter((path) => path === '/finalize').length, 1);
  // An attempt of a clock that was years ahead keeps nobody waiting.
  await store.note({ lastAttempt: clock.now() + 900 * day, nextAttempt: clock.now() + 900 * day, renewAt: 0 });
  const { thumbprint } = serving();
  await acme.tend();
  assert.notEqual(serving().thumbprint, thumbprint);
  // Switched off, what was removed stays away.
  await store.configure({ enabled: false });
  await certificates.remove(serving().thumbprint);
  const left = serving().thumbprint;
  await acme.tend();
  assert.equal(serving().thumbprint, left);
});

test('a certificate that cannot be put to use on a node is told of, and is as soon as it can', async (t) => {
  const { acme, serving, folder } = await place(t);
  await acme.tend();
  const first = serving().thumbprint;
  await rename(folder, `${folder}-away`);
  assert.equal(await acme.renewNow(true), 'obtained');
  assert.match(acme.trouble()?.en ?? '', /was obtained, and cannot be used on this server: .*ENOENT/);
  assert.equal(serving().thumbprint, first);
  await rename(`${folder}-away`, folder);
  await acme.tend();
  assert.equal(acme.trouble(), null);
  assert.notEqual(serving().thumbprint, first);
});

test('an authority that wants a certificate back sooner is heard (RFC 9773), and one that says nonsense is not', async (t) => {
  const { authority, clock, acme, serving, store } = await place(t);
  authority.window = { start: clock.now() + 50 * day, end: clock.now() + 51 * day };
  await acme.tend();
  const first = serving().thumbprint;
  clock.advance(7 * hour);
  await acme.tend();
  const chosen = store.state().renewAt ?? 0;
  assert.ok(chosen >= authority.window.start && chosen < authority.window.end);
  authority.window = { start: clock.now() - 2 * day, end: clock.now() - day };
  authority.instead('/renewal', { body: { suggestedWindow: { start: 'soon', end: 7 } } });
  clock.advance(7 * hour);
  await acme.tend();
  assert.equal(serving().thumbprint, first);
  clock.advance(7 * hour);
  await acme.tend();
  assert.notEqual(serving().thumbprint, first);
});

function pendingWith(challenge: object): object {
  return {
    status: 'pending',
    identifier: { type: 'dns', value: 'mail.contoso.test' },
    challenges: [{ url: 'https://localhost/', status: 'invalid', ...challenge }],
  };
}
