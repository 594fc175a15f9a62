import 'reflect-metadata';
import { generateKeyPair, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import * as x509 from '@peculiar/x509';

export interface CertificateRequest {
  /** PKCS #10 in PEM, for the certificate authority. */
  readonly request: string;
  /** PKCS #8 in PEM; it stays here. */
  readonly key: string;
  /** The distinguished name as it stands in the request. */
  readonly subject: string;
}

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/**
 * A request for a certificate with these names (RFC 2986). RSA, since every authority signs it. `subject` is a distinguished
 * name such as `C=FR, O=Contoso, CN=mail.contoso.com`, in any order and case, with `S` for a state as Windows writes it. @throws Error with a sentence for the administrator.
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
  let name: x509.Name;
  try {
    name = new x509.Name(inStandardNames(subject));
    if (name.toString() === '') throw new Error('it names nothing');
  } catch (cause) {
    throw new Error(`"${subject}" is no distinguished name; one looks like CN=mail.contoso.com, O=Contoso, C=FR`, {
      cause,
    });
  }
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
    subject: name.toString(),
    request: `${request.toString('pem')}\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** The attributes in the names of RFC 4514 §3: Windows takes any case and spaces, and writes `S` for `ST`. */
function inStandardNames(subject: string): string {
  return subject.trim().replaceAll(/(^|[,+])\s*([A-Za-z]+)\s*=\s*/g, (_, before: string, name: string) => {
    const upper = name.toUpperCase();
    return `${before}${before === '' ? '' : ' '}${upper === 'S' ? 'ST' : upper}=`;
  });
}
