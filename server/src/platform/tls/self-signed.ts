import 'reflect-metadata';
import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { distinguishedName } from './distinguished-name.ts';
import { backdatedMs, selfMadeLifetimeMs } from './self-made.ts';

export interface PemPair {
  readonly certificate: string;
  readonly key: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * A certificate that nobody vouches for, for `names` (host names or addresses). `before`: an earlier one, whose key and subject
 * it keeps; otherwise it gets a new key, and the distinguished name `subject` (`distinguishedName`) or the first name. @throws Error with a sentence for the administrator.
 * ECDSA P-256: signing costs a tenth of RSA-2048 in every handshake.
 */
export async function makeSelfSigned(
  names: readonly string[],
  now: number,
  { before, subject = `CN=${names[0] ?? 'localhost'}` }: { readonly before?: PemPair; readonly subject?: string } = {},
): Promise<PemPair> {
  const name =
    before === undefined ? distinguishedName(subject) : new x509.X509Certificate(before.certificate).subjectName;
  const subtle = webcrypto.subtle;
  const keys =
    before === undefined ? await subtle.generateKey(algorithm, true, ['sign', 'verify']) : await keysOf(before.key);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: name.toString(),
      notBefore: new Date(now - backdatedMs),
      notAfter: new Date(now - backdatedMs + selfMadeLifetimeMs),
      signingAlgorithm: algorithm,
      keys: keys as CryptoKeyPair,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
        ),
      ],
    },
    webcrypto as unknown as Parameters<typeof x509.X509CertificateGenerator.createSelfSigned>[1],
  );
  const key = Buffer.from(await subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${key.replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`,
  };
}

/** The pair of a private key of ours in PEM. */
async function keysOf(keyPem: string): Promise<webcrypto.CryptoKeyPair> {
  const key = createPrivateKey(keyPem);
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']),
    publicKey: await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']),
  };
}
