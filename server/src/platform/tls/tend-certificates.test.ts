import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ManualClock } from '../clock/manual-clock.ts';
import { silentLog } from '../log/silent-log.ts';
import { makeAuthority } from './authority.fixture.ts';
import { CertificateFolder } from './certificate-folder.ts';
import { certificateTrouble, tendCertificates } from './tend-certificates.ts';

const day = 86_400_000;

test('the end of a certificate is told from 30 days before, and of one whose time has not come', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-tend-'));
  t.after(() => rm(folder, { recursive: true }));
  const clock = new ManualClock();
  const certificates = await CertificateFolder.open(folder, ['cas01.example.test'], () => clock.now());
  const issued = await (await makeAuthority(clock.now())).issue(['mail.contoso.com']);
  const { thumbprint } = await certificates.importPem(issued.certificate + issued.key, null);
  await certificates.enable(thumbprint, ['IMAP']);
  const info = certificates.describe('mail.contoso.com', 'IMAP');
  const end = info.notAfter.getTime();
  assert.equal(certificateTrouble(info, end - 30 * day), null);
  const soon = certificateTrouble(info, end - 12 * day);
  assert.equal(soon?.event, 'certificate-ends-soon');
  assert.ok(soon?.sentence.includes(thumbprint) && soon.sentence.includes('days left: 12'));
  assert.equal(certificateTrouble(info, end + 1)?.event, 'certificate-ended');
  assert.equal(certificateTrouble(info, info.notBefore.getTime() - 1)?.event, 'certificate-not-yet-valid');
});

test('warnings come once a day', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-tend-'));
  t.after(() => rm(folder, { recursive: true }));
  const clock = new ManualClock();
  const certificates = await CertificateFolder.open(folder, ['cas01.example.test'], () => clock.now());
  const issued = await (await makeAuthority(clock.now())).issue(['mail.contoso.com']);
  const { thumbprint } = await certificates.importPem(issued.certificate + issued.key, null);
  await certificates.enable(thumbprint, ['IMAP']);
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (event: string) => void warnings.push(event) };
  t.after(await tendCertificates({ certificates, clock, log }));
  assert.deepEqual(warnings, []);
  // Each hour's look is done before the next hour begins: it reads no file unless one is made anew.
  clock.set(340 * day);
  for (let hour = 0; hour < 48; hour += 1) {
    clock.advance(3_600_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(warnings, ['certificate-ends-soon', 'certificate-ends-soon']);
});
