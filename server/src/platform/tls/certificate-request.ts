import 'reflect-metadata';
import { generateKeyPair, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import * as x509 from '@peculiar/x509';
import { distinguishedName, shownName } from './distinguished-name.ts';

export interface CertificateRequest {
  /** PKCS #10 in PEM, for the certificate authority. */
  readonly request: string;
  /** PKCS #8 in PEM; it stays here. */
  readonly key: string;
  /** The distinguished name in the request, the common name first. */
  readonly subject: string;
}

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/**
 * A request for a certificate with these names (RFC 2986). RSA, since every authority signs it. `subject` is a distinguished name
 * (`distinguishedName`). @throws Error with a sentence for the administrator.
 */
export async function makeCertificateRequest(
  subject: string,
  names: readonly string[],
  keyBits: number,
): Promise<CertificateRequest> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: keyBits });
  const { subtle } = webcrypto;
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const signing = await subtle.importKey('pkcs8', der, algorithm, true, ['sign']);
  const { kty, n, e } = privateKey.export({ format: 'jwk' });
  const verifying = await subtle.importKey('jwk', { kty, n, e } as webcrypto.JsonWebKey, algorithm, true, ['verify']);
  const name = distinguishedName(subject);
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      name: name.toString(),
      keys: { privateKey: signing, publicKey: verifying } as CryptoKeyPair,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
        ),
      ],
    },
    webcrypto as unknown as Parameters<typeof x509.Pkcs10CertificateRequestGenerator.create>[1],
  );
  return {
    subject: shownName(name),
    request: `${request.toString('pem')}\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
