import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { PemPair } from './self-signed.ts';

/**
 * The certificate with its chain and its key from one PEM text; `waiting` are keys of requests, for a certificate that came without
 * one. @throws Error with a sentence for the administrator.
 */
export function pemFromText(text: string, passphrase: string | null, waiting: readonly string[] = []): PemPair {
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  const given = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(text)?.[0];
  if (certificates.length === 0) throw new Error('the file holds no PEM certificate (BEGIN CERTIFICATE)');
  const key = given ?? waiting.find((one) => certificates.some((held) => belongs(held, one)));
  if (key === undefined)
    throw new Error(
      'the file holds no private key (BEGIN PRIVATE KEY), and no request made here waits for it; put both into one file',
    );
  let opened: ReturnType<typeof createPrivateKey>;
  try {
    opened = createPrivateKey({ key, ...(passphrase === null ? {} : { passphrase }) });
  } catch (cause) {
    throw new Error('the private key cannot be read; is the password right?', { cause });
  }
  // The certificate of the server comes first, whatever order the file has.
  const own = certificates.find((one) => new X509Certificate(one).checkPrivateKey(opened));
  if (own === undefined) throw new Error('the private key belongs to none of the certificates in the file');
  const ordered = [own, ...certificates.filter((one) => one !== own)];
  return {
    certificate: `${ordered.join('\n')}\n`,
    key: opened.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function belongs(certificate: string, key: string): boolean {
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
}

/** A PKCS #12 file as TLS uses it. @throws Error with a sentence for the administrator. */
export function pfxContext(
  content: Buffer,
  passphrase: string | null,
): { readonly certificate: X509Certificate; readonly context: SecureContext } {
  let context: SecureContext;
  try {
    context = createSecureContext({ pfx: content, passphrase: passphrase ?? '', minVersion: 'TLSv1.2' });
  } catch (cause) {
    const why = (cause as Error).message;
    if (/mac verify/i.test(why)) throw new Error('the password is wrong for this PFX file', { cause });
    if (/unsupported|RC2|PKCS12/i.test(why)) {
      throw new Error(
        'the PFX file cannot be read: export it with AES-256 (TripleDES and RC2 are no longer supported), or as PEM',
        { cause },
      );
    }
    throw new Error(`this is no PFX file that can be used: ${why}`, { cause });
  }
  const native = context.context as { getCertificate?(): Buffer | null };
  const der = native.getCertificate?.() ?? null;
  if (der === null) throw new Error('the PFX file holds no certificate with its private key');
  return { certificate: new X509Certificate(der), context };
}
