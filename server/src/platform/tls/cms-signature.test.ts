import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { cmsSigned } from './cms-signature.ts';
import { makeSelfSigned } from './self-signed.ts';

const run = promisify(execFile);
const content = Buffer.from('<plist>profile, longer than one length octet can say</plist>\n'.repeat(20));
const openssl = await run('openssl', ['version']).then(
  () => true,
  () => false,
);

test('OpenSSL verifies what was signed and gives the content back', {
  skip: openssl ? false : 'openssl is not on this machine',
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-cms-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const pair = await makeSelfSigned(['mail.example.test'], Date.now());
  const signer = { chain: [new X509Certificate(pair.certificate)], key: createPrivateKey(pair.key) };
  const signed = cmsSigned(content, signer, new Date());
  assert.ok(signed !== null);
  await writeFile(join(folder, 'signed'), signed);
  await writeFile(join(folder, 'ca.pem'), pair.certificate);
  const verify = (): Promise<{ stdout: string }> =>
    run('openssl', [
      'cms',
      '-verify',
      '-binary',
      '-inform',
      'DER',
      '-in',
      join(folder, 'signed'),
      '-CAfile',
      join(folder, 'ca.pem'),
      '-purpose',
      'any',
      '-partial_chain',
    ]);
  assert.equal((await verify()).stdout, content.toString());
  const at = signed.indexOf('profile');
  signed[at] = 0x50;
  await writeFile(join(folder, 'signed'), signed);
  await assert.rejects(verify(), /digest|verif/i);
});

test('a key of another kind signs nothing', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  assert.equal(cmsSigned(content, { chain: [], key: privateKey }, new Date()), null);
});
