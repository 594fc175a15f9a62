import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeAuthority } from './authority.fixture.ts';
import { CertificateFolder } from './certificate-folder.ts';
import type { TlsService } from './certificates.ts';
import { makeSelfSigned, type PemPair } from './self-signed.ts';

const day = 86_400_000;

const folderFor = async (t: { after(work: () => Promise<void>): void }): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-certificates-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
};

test('a self-signed certificate for the host is made once, readable by the owner only', async (t) => {
  const folder = await folderFor(t);
  const first = await CertificateFolder.open(folder, ['cas01.example.test', '127.0.0.1'], Date.now);
  const again = await CertificateFolder.open(folder, ['other.example.test'], Date.now);
  assert.equal(first.describe().thumbprint, again.describe().thumbprint);
  assert.deepEqual(first.describe().names, ['cas01.example.test', '127.0.0.1']);
  assert.equal(first.describe().selfSigned, true);
  assert.equal((await stat(join(folder, 'default.key.pem'))).mode & 0o777, 0o600);
});

test('the certificate whose names cover the asked host is chosen, a wildcard for one label only', async (t) => {
  const folder = await folderFor(t);
  const pair = await makeSelfSigned(['*.contoso.com'], Date.now());
  await writeFile(join(folder, 'contoso.crt.pem'), pair.certificate);
  await writeFile(join(folder, 'contoso.key.pem'), pair.key);
  const certificates = await CertificateFolder.open(folder, ['cas01.example.test'], Date.now);
  assert.deepEqual(certificates.describe('Dublin01.Contoso.com').names, ['*.contoso.com']);
  assert.deepEqual(certificates.describe('a.b.contoso.com').names, ['cas01.example.test']);
  assert.deepEqual(certificates.describe(null).names, ['cas01.example.test']);
});

const textOf = ({ certificate, key }: PemPair): string => `${certificate}${key}`;

test('of several for a name one that an authority vouches for is presented, then the one that holds longest', async (t) => {
  const folder = await folderFor(t);
  const now = Date.now();
  const names = ['mail.contoso.com'];
  const pairs = {
    a: await makeSelfSigned(names, now - 30 * 86_400_000),
    b: await makeSelfSigned(names, now),
    c: await makeSelfSigned(names, now - 10 * 86_400_000),
  };
  for (const [name, pair] of Object.entries(pairs)) {
    await writeFile(join(folder, `${name}.crt.pem`), pair.certificate);
    await writeFile(join(folder, `${name}.key.pem`), pair.key);
  }
  const certificates = await CertificateFolder.open(folder, ['cas01.example.test'], () => now);
  assert.equal(certificates.describe('mail.contoso.com').name, 'b');
  // It ends a year earlier than the others.
  const issued = await (await makeAuthority(now)).issue(names);
  await writeFile(join(folder, 'd.crt.pem'), issued.certificate);
  await writeFile(join(folder, 'd.key.pem'), issued.key);
  await certificates.reload();
  assert.equal(certificates.describe('mail.contoso.com').name, 'd');
});

test('an imported certificate is presented by the services that it is enabled for, there also for names that none has', async (t) => {
  const certificates = await CertificateFolder.open(await folderFor(t), ['cas01.example.test'], Date.now);
  const authority = await makeAuthority(Date.now());
  const { thumbprint } = await certificates.importPem(textOf(await authority.issue(['mail.contoso.com'])), null);
  const presented = (name: string, service: 'IMAP' | 'SMTP'): boolean =>
    certificates.describe(name, service).thumbprint === thumbprint;
  assert.equal(presented('mail.contoso.com', 'IMAP'), false, 'nobody has enabled it');
  await certificates.enable(thumbprint, ['IMAP']);
  assert.equal(presented('mail.contoso.com', 'IMAP'), true);
  assert.equal(presented('elsewhere.example', 'IMAP'), true);
  assert.equal(presented('mail.contoso.com', 'SMTP'), false);
  assert.equal(presented('elsewhere.example', 'SMTP'), false);
});

test('what an enabled certificate signs is signed by it', async (t) => {
  const certificates = await CertificateFolder.open(await folderFor(t), ['cas01.example.test'], Date.now);
  const issued = await (await makeAuthority(Date.now())).issue(['mail.contoso.com']);
  const { thumbprint } = await certificates.importPem(textOf(issued), null);
  await certificates.enable(thumbprint, ['IIS']);
  const signer = certificates.signer('mail.contoso.com', 'IIS');
  assert.equal(signer?.chain[0]?.fingerprint.replaceAll(':', ''), thumbprint);
  assert.equal(signer?.chain.length, 2, 'the authority stands behind it');
});

test('a broken pair is refused with the file and what to do when there is no other', async (t) => {
  const folder = await folderFor(t);
  await CertificateFolder.open(folder, ['a.test'], Date.now);
  const other = await makeSelfSigned(['b.test'], Date.now());
  await writeFile(join(folder, 'default.key.pem'), other.key);
  await assert.rejects(
    CertificateFolder.open(folder, ['a.test'], Date.now),
    /default\.crt\.pem cannot be used.*belongs to another certificate.*remove both/s,
  );
  await writeFile(join(folder, 'default.crt.pem'), 'not a certificate');
  await assert.rejects(CertificateFolder.open(folder, ['a.test'], Date.now), /default\.crt\.pem cannot be used/);
});

const breakages: readonly [string, (folder: string) => Promise<void>, RegExp][] = [
  [
    'whose key belongs to another',
    async (folder) => await writeFile(join(folder, 'mail.key.pem'), (await makeSelfSigned(['b.test'], Date.now())).key),
    /mail\.crt\.pem cannot be used: the key in mail\.key\.pem belongs to another certificate/,
  ],
  [
    'without its key',
    async (folder) => await rm(join(folder, 'mail.key.pem')),
    /mail\.crt\.pem cannot be used: ENOENT/,
  ],
  [
    'that is no PEM',
    async (folder) => await writeFile(join(folder, 'mail.crt.pem'), 'half a cert'),
    /mail\.crt\.pem cannot be used/,
  ],
];

for (const [what, breakIt, sentence] of breakages)
  test(`a pair ${what} is told of, and the others serve`, async (t) => {
    const folder = await folderFor(t);
    const pair = await makeSelfSigned(['mail.contoso.com'], Date.now());
    await writeFile(join(folder, 'mail.crt.pem'), pair.certificate);
    await writeFile(join(folder, 'mail.key.pem'), pair.key);
    const running = await CertificateFolder.open(folder, ['a.test'], Date.now);
    const { thumbprint } = running.describe('mail.contoso.com');
    await breakIt(folder);
    await running.reload();
    assert.equal(running.describe('mail.contoso.com').thumbprint, thumbprint, 'what was read before goes on');
    assert.deepEqual(
      running.unusable().map(({ name, isStillPresented }) => [name, isStillPresented]),
      [['mail', true]],
    );

    const started = await CertificateFolder.open(folder, ['a.test'], Date.now);
    assert.equal(started.describe('mail.contoso.com').name, 'default');
    const [broken] = started.unusable();
    assert.match(broken?.sentence ?? '', sentence);
    // Certificates are imported and enabled beside it.
    const other = await started.makeSelfSigned(['imap.contoso.com'], Date.now());
    await started.enable(other.thumbprint, ['IMAP']);
    assert.equal(started.describe('imap.contoso.com', 'IMAP').thumbprint, other.thumbprint);
    await started.remove(broken?.identity ?? '');
    assert.deepEqual(started.unusable(), []);
  });

test('without a default pair that can be used, one of the others serves every name', async (t) => {
  const folder = await folderFor(t);
  const pair = await makeSelfSigned(['mail.contoso.com'], Date.now());
  await writeFile(join(folder, 'mail.crt.pem'), pair.certificate);
  await writeFile(join(folder, 'mail.key.pem'), pair.key);
  await writeFile(join(folder, 'default.crt.pem'), 'not a certificate');
  const certificates = await CertificateFolder.open(folder, ['a.test'], Date.now);
  assert.equal(certificates.describe('elsewhere.test').name, 'mail');
  assert.deepEqual(
    certificates.unusable().map(({ name }) => name),
    ['default'],
  );
});

test('what certificates are enabled for must be readable: none is presented by services that it was not enabled for', async (t) => {
  const folder = await folderFor(t);
  await CertificateFolder.open(folder, ['a.test'], Date.now);
  await writeFile(join(folder, 'services.json'), '{"half');
  await assert.rejects(
    CertificateFolder.open(folder, ['a.test'], Date.now),
    /services\.json.*cannot be read.*Mend it/s,
  );
});

test('what is made verifies as an X.509 certificate for its names', async (t) => {
  const folder = await folderFor(t);
  await CertificateFolder.open(folder, ['mail.example.test'], Date.now);
  const certificate = new X509Certificate(await readFile(join(folder, 'default.crt.pem')));
  assert.equal(certificate.checkHost('mail.example.test'), 'mail.example.test');
  assert.equal(certificate.verify(certificate.publicKey), true);
});

test('a certificate that this server made is made anew in time: same key, names and services', async (t) => {
  const folder = await folderFor(t);
  let now = Date.now();
  const certificates = await CertificateFolder.open(folder, ['cas01.example.test'], () => now);
  const made = await certificates.makeSelfSigned(['mail.contoso.com', 'imap.contoso.com'], now);
  await certificates.enable(made.thumbprint, ['IMAP', 'POP']);
  const keyOf = async (name: string) => await readFile(join(folder, `${name}.key.pem`), 'utf8');
  const keys = [await keyOf('default'), await keyOf(made.name)];
  assert.deepEqual(await certificates.renewSelfMade(true), [], 'none is due');

  now += 2 * 365 * day - 59 * day;
  const renewals = await certificates.renewSelfMade(true);
  assert.equal(renewals.length, 2);
  for (const { before, after } of renewals) {
    assert.notEqual(after.thumbprint, before.thumbprint);
    assert.deepEqual(after.names, before.names);
    assert.deepEqual(after.services, before.services);
    assert.ok(after.notBefore.getTime() <= now && after.notAfter.getTime() > now + 700 * day);
  }
  assert.deepEqual([await keyOf('default'), await keyOf(made.name)], keys);
  assert.deepEqual(await certificates.renewSelfMade(true), []);
  assert.deepEqual(certificates.describe('mail.contoso.com', 'IMAP').services, ['IMAP', 'POP']);
  // What is on the disk is what is presented, for the next start too.
  const again = await CertificateFolder.open(folder, ['cas01.example.test'], () => now);
  assert.deepEqual(again.list(), certificates.list());
  const pair = await readFile(join(folder, 'default.crt.pem'), 'utf8');
  assert.ok(new X509Certificate(pair).verify(new X509Certificate(pair).publicKey));
});

test('a certificate made while the clock was years ahead is made anew when it is right again', async (t) => {
  let now = Date.now() + 5 * 365 * day;
  const certificates = await CertificateFolder.open(await folderFor(t), ['cas01.example.test'], () => now);
  now -= 5 * 365 * day;
  assert.deepEqual(await certificates.renewSelfMade(false), [], 'it may be behind now');
  const [renewal] = await certificates.renewSelfMade(true);
  assert.ok(renewal !== undefined && renewal.after.notBefore.getTime() <= now);
});

test('what an administrator put there is never made anew, and a server that was renamed gets its name with the renewal', async (t) => {
  const folder = await folderFor(t);
  const now = Date.now();
  const issued = await (await makeAuthority(now - 400 * day)).issue(['mail.contoso.com']);
  await writeFile(join(folder, 'mail.crt.pem'), issued.certificate);
  await writeFile(join(folder, 'mail.key.pem'), issued.key);
  const old = await makeSelfSigned(['old.contoso.com'], now - 800 * day);
  await writeFile(join(folder, 'default.crt.pem'), old.certificate);
  await writeFile(join(folder, 'default.key.pem'), old.key);
  const certificates = await CertificateFolder.open(folder, ['new.contoso.com'], () => now);
  const renewals = await certificates.renewSelfMade(true);
  assert.deepEqual(
    renewals.map(({ after }) => [after.name, after.names]),
    [['default', ['old.contoso.com', 'new.contoso.com']]],
  );
  assert.equal(await readFile(join(folder, 'mail.crt.pem'), 'utf8'), issued.certificate);
});

test('of two for a name the one that holds now is presented, and only what is presented counts', async (t) => {
  const now = Date.now();
  const names = ['mail.contoso.com'];
  const certificates = await CertificateFolder.open(await folderFor(t), ['cas01.example.test'], () => now);
  const add = async (madeAt: number): Promise<string> => {
    const { thumbprint } = await certificates.importPem(textOf(await (await makeAuthority(madeAt)).issue(names)), null);
    await certificates.enable(thumbprint, ['IMAP', 'POP', 'SMTP', 'IIS']);
    return thumbprint;
  };
  const ended = await add(now - 500 * day);
  assert.equal(certificates.describe('mail.contoso.com').thumbprint, ended, 'there is no other');
  const current = await add(now - 100 * day);
  const later = await add(now + 100 * day);
  assert.equal(certificates.describe('mail.contoso.com').thumbprint, current);
  const presented = certificates.presented().map(({ thumbprint }) => thumbprint);
  assert.ok(presented.includes(current));
  assert.ok(!presented.includes(ended) && !presented.includes(later));
});

test('an enabled certificate takes services from those that it stands in for, as a renewed one in Exchange', async (t) => {
  const now = Date.now();
  const certificates = await CertificateFolder.open(await folderFor(t), ['cas01.example.test'], () => now);
  const add = async (madeAt: number, names: readonly string[], services: readonly TlsService[]): Promise<string> => {
    const { thumbprint } = await certificates.importPem(textOf(await (await makeAuthority(madeAt)).issue(names)), null);
    await certificates.enable(thumbprint, services);
    return thumbprint;
  };
  const servicesOf = (thumbprint: string) => certificates.list().find((one) => one.thumbprint === thumbprint)?.services;
  const old = await add(now - day, ['mail.contoso.com'], ['IMAP', 'POP', 'IIS']);
  const wider = await add(now - day, ['mail.contoso.com', 'else.contoso.com'], ['SMTP']);
  // It ends earlier, as when an authority with shorter terms is turned to.
  const next = await add(now - 30 * day, ['*.contoso.com'], ['IMAP', 'IIS']);
  assert.deepEqual(servicesOf(old), ['POP']);
  assert.deepEqual(servicesOf(wider), ['SMTP'], 'of those it took nothing');
  assert.equal(certificates.describe('mail.contoso.com', 'IIS').thumbprint, next);
  assert.equal(certificates.describe('mail.contoso.com', 'POP').thumbprint, old);
  assert.deepEqual(
    certificates.describe(null).services,
    ['IMAP', 'POP', 'SMTP', 'IIS'],
    'the default one keeps its own',
  );
  // One whose time has not come takes nothing yet.
  const later = await add(now + 100 * day, ['*.contoso.com'], ['IIS']);
  assert.deepEqual([servicesOf(next), servicesOf(later)], [['IMAP', 'IIS'], ['IIS']]);
  assert.equal(certificates.describe('mail.contoso.com', 'IIS').thumbprint, next);
});

test('subject and friendly name stay with what is made anew', async (t) => {
  let now = Date.now();
  const folder = await folderFor(t);
  const certificates = await CertificateFolder.open(folder, ['cas01.example.test'], () => now);
  const subject = 'C=FR, O=Contoso, CN=mail.contoso.com';
  const { thumbprint } = await certificates.makeSelfSigned(['mail.contoso.com'], now, subject);
  const made = await certificates.call(thumbprint, 'Contoso mail');
  assert.equal(made.subject, 'CN=mail.contoso.com, O=Contoso, C=FR');
  now += 700 * day;
  const renewed = (await certificates.renewSelfMade(true)).find(
    ({ before }) => before.thumbprint === thumbprint,
  )?.after;
  assert.notEqual(renewed?.thumbprint, thumbprint);
  assert.deepEqual([renewed?.subject, renewed?.friendlyName], [made.subject, 'Contoso mail']);
  await certificates.remove(renewed?.thumbprint ?? '');
  const kept = JSON.parse(await readFile(join(folder, 'friendly-names.json'), 'utf8'));
  assert.deepEqual(kept, {});
});
