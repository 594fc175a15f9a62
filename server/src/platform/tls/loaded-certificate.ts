import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { CertificateInfo, TlsService, UnusableCertificate } from './certificates.ts';
import type { Signer } from './cms-signature.ts';
import { pfxContext } from './imported-certificate.ts';
import { isSelfMade } from './self-made.ts';
import type { PemPair } from './self-signed.ts';
import type { TlsCredentials } from './tls-credentials.ts';

/** A certificate of the folder with its key, as it is presented. */
export interface Loaded {
  readonly info: CertificateInfo;
  readonly context: SecureContext;
  readonly credentials: TlsCredentials;
  /** An administrator enabled it for its services. */
  readonly isEnabled?: boolean;
  /** What it signs with; a PFX keeps its key to itself. */
  readonly signer?: Signer;
  /** This server made it, and makes it anew in time. */
  readonly isSelfMade?: boolean;
}

export const allServices: readonly TlsService[] = ['IMAP', 'POP', 'SMTP', 'IIS'];

/**
 * A pair of the folder, or a PFX, as `isPfx` says.
 * @throws UnusableError naming the file and what to do.
 */
export async function load(folder: string, name: string, isPfx: boolean): Promise<Loaded> {
  return isPfx ? await usePfx(folder, name) : use(folder, name, await readPair(folder, name));
}

/** A certificate that is there and cannot be used. */
export class UnusableError extends Error {
  readonly certificate: UnusableCertificate;

  constructor(certificate: UnusableCertificate, cause: unknown) {
    super(certificate.sentence, { cause });
    this.certificate = certificate;
  }
}

/** @throws UnusableError */
export async function readPair(folder: string, name: string): Promise<PemPair> {
  const read = async (file: string): Promise<string> =>
    readFile(join(folder, file), 'utf8').catch((cause: Error) => {
      throw unusable(folder, `${name}.crt.pem`, name, cause);
    });
  return { certificate: await read(`${name}.crt.pem`), key: await read(`${name}.key.pem`) };
}

/** @throws UnusableError */
export function use(folder: string, name: string, pair: PemPair): Loaded {
  try {
    const certificate = new X509Certificate(pair.certificate);
    const key = createPrivateKey(pair.key);
    if (!certificate.checkPrivateKey(key)) {
      throw new Error(`the key in ${name}.key.pem belongs to another certificate`);
    }
    return {
      signer: { chain: chainOf(pair.certificate), key },
      info: describe(certificate, name),
      isSelfMade: isSelfMade(certificate),
      context: createSecureContext({ cert: pair.certificate, key: pair.key, minVersion: 'TLSv1.2' }),
      credentials: { cert: pair.certificate, key: pair.key },
    };
  } catch (cause) {
    throw unusable(folder, `${name}.crt.pem`, name, cause, pair.certificate);
  }
}

function unusable(folder: string, file: string, name: string, cause: unknown, pem?: string): UnusableError {
  const held = pem === undefined ? null : readable(pem, name);
  const next = file.endsWith('.pfx')
    ? 'Import it again with Import-ExchangeCertificate, or remove it.'
    : `Put a PEM certificate with its chain there and its key in ${name}.key.pem, or remove both${name === 'default' ? ' to have a self-signed one made' : ''}.`;
  return new UnusableError(
    {
      name,
      identity: held?.thumbprint ?? name,
      subject: held?.subject ?? file,
      names: held?.names ?? [],
      reason: (cause as Error).message,
      sentence: `the certificate ${join(folder, file)} cannot be used: ${(cause as Error).message}. ${next}`,
      isStillPresented: false,
    },
    cause,
  );
}

function readable(pem: string, name: string): CertificateInfo | null {
  try {
    return describe(new X509Certificate(pem), name);
  } catch {
    return null;
  }
}

/** The leaf, and behind it what vouches for it. */
export function chainOf(pem: string): readonly X509Certificate[] {
  return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );
}

/** @throws UnusableError */
async function usePfx(folder: string, name: string): Promise<Loaded> {
  const file = join(folder, `${name}.pfx`);
  try {
    const passphrase = await readFile(`${file}.passphrase`, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const pfx = await readFile(file);
    const { certificate, context } = pfxContext(pfx, passphrase === '' ? null : passphrase);
    return { info: describe(certificate, name), context, credentials: { pfx, passphrase } };
  } catch (cause) {
    throw unusable(folder, `${name}.pfx`, name, cause);
  }
}

function describe(certificate: X509Certificate, name: string): CertificateInfo {
  const names = (certificate.subjectAltName ?? '')
    .split(', ')
    .map((entry) => /^(?:DNS|IP Address):(.*)$/.exec(entry)?.[1])
    .filter((entry): entry is string => entry !== undefined)
    // Node writes addresses out in full.
    .map((entry) => (entry === '0:0:0:0:0:0:0:1' ? '::1' : entry));
  return {
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    subject: shownName(certificate.subject),
    issuer: shownName(certificate.issuer),
    friendlyName: '',
    serialNumber: certificate.serialNumber,
    keyBits: keyBits(certificate),
    names,
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    selfSigned: certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey),
    services: allServices,
    name,
  };
}

/**
 * A name a line, as encoded; Windows shows the last one, which is the common name, first (RFC 4514 §2.1). A certificate needs none where it
 * has other names (RFC 5280 §4.1.2.6), and authorities leave it away.
 */
function shownName(lines: string | undefined): string {
  return (lines ?? '').split('\n').toReversed().join(', ');
}

/** Of RSA keys the modulus, of elliptic curves the field: 256 for P-256. */
function keyBits({ publicKey }: X509Certificate): number {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) return modulusLength;
  return namedCurve === 'prime256v1' ? 256 : Number(/\d+/.exec(namedCurve ?? '')?.[0] ?? 0);
}
