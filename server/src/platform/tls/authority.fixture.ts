import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { PemPair } from './self-signed.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 3600 * 1000;
const crypto = webcrypto as unknown as Parameters<typeof x509.X509CertificateGenerator.create>[1];

/** An authority of a test's own, and what it vouches for: certificates whose chain ends with its own. */
export async function makeAuthority(now: number): Promise<{
  readonly certificate: string;
  /** `subject`: that of the first name when left out; may be empty. */
  issue(names: readonly string[], subject?: string): Promise<PemPair>;
}> {
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  const dates = { notBefore: new Date(now - day), notAfter: new Date(now + 365 * day) };
  const root = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=An authority',
      ...dates,
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    },
    crypto,
  );
  const certificate = `${root.toString('pem')}\n`;
  return {
    certificate,
    async issue(names, subject = `CN=${names[0] ?? ''}`) {
      const own = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
      const leaf = await x509.X509CertificateGenerator.create(
        {
          subject,
          issuer: root.subject,
          ...dates,
          signingAlgorithm: algorithm,
          publicKey: own.publicKey,
          signingKey: keys.privateKey,
          extensions: [
            new x509.BasicConstraintsExtension(false, undefined, true),
            new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
          ],
        },
        crypto,
      );
      const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', own.privateKey)).toString('base64');
      return {
        certificate: `${leaf.toString('pem')}\n${certificate}`,
        key: `-----BEGIN PRIVATE KEY-----\n${key.replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`,
      };
    },
  };
}
