import 'reflect-metadata';
import { type KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

// Loaded when a certificate is asked for only: the library costs a quarter of a second and 20 MB.

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** PKCS #10 in DER for these host names, signed with a P-256 key (RFC 8555 §7.4): the names alone, the rest is the authority's. */
export async function acmeRequest(key: KeyObject, names: readonly string[]): Promise<Buffer> {
  const { subtle } = webcrypto;
  const privateKey = await subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), algorithm, true, [
    'sign',
  ]);
  const { kty, crv, x, y } = key.export({ format: 'jwk' });
  const publicKey = await subtle.importKey('jwk', { kty, crv, x, y } as webcrypto.JsonWebKey, algorithm, true, [
    'verify',
  ]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      keys: { privateKey, publicKey } as CryptoKeyPair,
      signingAlgorithm: algorithm,
      extensions: [new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))],
    },
    webcrypto as unknown as Parameters<typeof x509.Pkcs10CertificateRequestGenerator.create>[1],
  );
  return Buffer.from(request.rawData);
}

/** What RFC 9773 §4.1 calls a certificate. `null`: it does not say who signed it. */
export function renewalId(certificatePem: string): string | null {
  const certificate = new x509.X509Certificate(certificatePem);
  const signer = certificate.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId;
  if (signer === undefined) return null;
  const serial = certificate.serialNumber;
  const even = serial.length % 2 === 0 ? serial : `0${serial}`;
  // The content octets of a DER INTEGER: a first bit of 1 would make it negative.
  const octets = Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even;
  return [signer, octets].map((hex) => Buffer.from(hex, 'hex').toString('base64url')).join('.');
}
