import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { CertificateRefusal, opensslReason } from './certificate-refusal.ts';
import { refuseManyRounds } from './rounds-of-password.ts';
import type { PemPair } from './self-signed.ts';

/**
 * The certificate with its chain and its key from one PEM text; `waiting` are keys of requests, for a certificate that came without
 * one. @throws Error with a sentence for the administrator.
 */
export function pemFromText(text: string, passphrase: string | null, waiting: readonly string[] = []): PemPair {
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  const given = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(text)?.[0];
  if (certificates.length === 0)
    throw new CertificateRefusal({
      en: 'the file holds no PEM certificate (BEGIN CERTIFICATE)',
      fr: 'le fichier ne contient aucun certificat PEM (BEGIN CERTIFICATE)',
    });
  const key = given ?? waiting.find((one) => certificates.some((held) => belongs(held, one)));
  if (key === undefined)
    throw new CertificateRefusal({
      en: 'the file holds no private key (BEGIN PRIVATE KEY), and no request made here waits for it; put both into one file',
      fr: 'le fichier ne contient aucune clé privée (BEGIN PRIVATE KEY), et aucune demande faite ici ne l’attend ; mettez les deux dans un même fichier',
    });
  refuseManyRounds(Buffer.from(key.replaceAll(/-----[^-]+-----/g, ''), 'base64'));
  let opened: ReturnType<typeof createPrivateKey>;
  try {
    opened = createPrivateKey({ key, ...(passphrase === null ? {} : { passphrase }) });
  } catch (cause) {
    throw new CertificateRefusal(
      {
        en: 'the private key cannot be read; is the password right?',
        fr: 'la clé privée est illisible ; le mot de passe est-il le bon ?',
      },
      { cause, isOfPassword: true },
    );
  }
  // The certificate of the server comes first, whatever order the file has.
  const own = certificates.find((one) => certificateIn(one).checkPrivateKey(opened));
  if (own === undefined)
    throw new CertificateRefusal({
      en: 'the private key belongs to none of the certificates in the file',
      fr: 'la clé privée n’appartient à aucun des certificats du fichier',
    });
  const ordered = [own, ...certificates.filter((one) => one !== own)];
  return {
    certificate: `${ordered.join('\n')}\n`,
    key: opened.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function belongs(certificate: string, key: string): boolean {
  return certificateIn(certificate).checkPrivateKey(createPrivateKey(key));
}

function certificateIn(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    const why = opensslReason(cause);
    throw new CertificateRefusal(
      {
        en: `a certificate in the file is damaged or cut off (${why})`,
        fr: `un certificat du fichier est endommagé ou tronqué (${why})`,
      },
      { cause },
    );
  }
}

/** A PKCS #12 file as TLS uses it. @throws Error with a sentence for the administrator. */
export function pfxContext(
  content: Buffer,
  passphrase: string | null,
): { readonly certificate: X509Certificate; readonly context: SecureContext } {
  refuseManyRounds(content);
  let context: SecureContext;
  try {
    context = createSecureContext({ pfx: content, passphrase: passphrase ?? '', minVersion: 'TLSv1.2' });
  } catch (cause) {
    const why = (cause as Error).message;
    if (/mac verify/i.test(why))
      throw new CertificateRefusal(
        {
          en: 'the password is wrong for this PFX file',
          fr: 'le mot de passe de ce fichier PFX est incorrect',
        },
        { cause, isOfPassword: true },
      );
    if (/unsupported|RC2|PKCS12/i.test(why)) {
      throw new CertificateRefusal(
        {
          en: 'the PFX file cannot be read: export it with AES-256 (RC2, with which older Windows encrypts certificates, is no longer supported), or as PEM',
          fr: 'le fichier PFX est illisible : exportez-le avec AES-256 (RC2, avec lequel d’anciens Windows chiffrent les certificats, n’est plus pris en charge), ou en PEM',
        },
        { cause },
      );
    }
    throw new CertificateRefusal(
      {
        en: `this is no PFX file that can be used (${opensslReason(cause)})`,
        fr: `ce n’est pas un fichier PFX utilisable (${opensslReason(cause)})`,
      },
      { cause },
    );
  }
  const native = context.context as { getCertificate?(): Buffer | null };
  const der = native.getCertificate?.() ?? null;
  if (der === null)
    throw new CertificateRefusal({
      en: 'the PFX file holds no certificate with its private key',
      fr: 'le fichier PFX ne contient pas de certificat avec sa clé privée',
    });
  return { certificate: new X509Certificate(der), context };
}
