import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { CertificateInfo, Certificates } from './certificates.ts';
import type { PemPair } from './self-signed.ts';

interface Loaded {
  readonly info: CertificateInfo;
  readonly context: SecureContext;
}

const allServices = ['IMAP', 'POP', 'SMTP', 'IIS'];

/**
 * The certificates in `<data>/certificates`: pairs `NAME.crt.pem` (with its chain) and `NAME.key.pem`.
 * `default` is made on first use and serves names that no other pair covers; `reload` reads the folder anew.
 */
export class CertificateFolder implements Certificates {
  private readonly folder: string;
  private loaded: readonly Loaded[] = [];
  private fallback: Loaded | null = null;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @throws Error naming the file and what to do when a pair cannot be used. */
  static async open(folder: string, hostNames: readonly string[], now: number): Promise<CertificateFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!(await readdir(folder)).includes('default.crt.pem')) {
      // Loaded for the first run only: the library for it costs a quarter of a second and 20 MB.
      const { makeSelfSigned } = await import('./self-signed.ts');
      await writePair(folder, 'default', await makeSelfSigned(hostNames, now));
    }
    const certificates = new CertificateFolder(folder);
    await certificates.reload();
    return certificates;
  }

  async reload(): Promise<void> {
    const names = (await readdir(this.folder))
      .filter((file) => file.endsWith('.crt.pem'))
      .map((file) => file.slice(0, -8));
    const loaded = await Promise.all(
      names.sort().map(async (name) => ({ name, pair: await readPair(this.folder, name) })),
    );
    const found = loaded.map(({ name, pair }) => ({ name, ...use(this.folder, name, pair) }));
    const fallback = found.find((one) => one.name === 'default') ?? found[0];
    if (fallback === undefined) throw new Error(`${this.folder} holds no certificate; restart makes a self-signed one`);
    this.loaded = found;
    this.fallback = fallback;
  }

  contextFor(name?: string | null): SecureContext {
    return this.choose(name).context;
  }

  describe(name?: string | null): CertificateInfo {
    return this.choose(name).info;
  }

  list(): readonly CertificateInfo[] {
    return this.loaded.map((one) => one.info);
  }

  private choose(name?: string | null): Loaded {
    const wanted = name?.toLowerCase();
    const fitting = wanted
      ? this.loaded.filter((one) => one.info.names.some((held) => covers(held.toLowerCase(), wanted)))
      : [];
    // A certificate that somebody vouches for comes before our own, a longer-lived one before a shorter.
    const best = fitting.sort(
      (a, b) =>
        Number(a.info.selfSigned) - Number(b.info.selfSigned) || b.info.notAfter.getTime() - a.info.notAfter.getTime(),
    )[0];
    const chosen = best ?? this.fallback;
    if (chosen === null) throw new Error('the certificate folder was not read');
    return chosen;
  }
}

function covers(held: string, wanted: string): boolean {
  // RFC 9525 §6.3: a wildcard stands for exactly one label.
  if (held.startsWith('*.')) return wanted.includes('.') && wanted.slice(wanted.indexOf('.') + 1) === held.slice(2);
  return held === wanted;
}

async function readPair(folder: string, name: string): Promise<PemPair> {
  const read = async (file: string): Promise<string> =>
    readFile(join(folder, file), 'utf8').catch((cause: Error) => {
      throw new Error(`the certificate ${join(folder, `${name}.crt.pem`)} cannot be used: ${cause.message}`, { cause });
    });
  return { certificate: await read(`${name}.crt.pem`), key: await read(`${name}.key.pem`) };
}

function use(folder: string, name: string, pair: PemPair): Loaded {
  const file = join(folder, `${name}.crt.pem`);
  try {
    const certificate = new X509Certificate(pair.certificate);
    if (!certificate.checkPrivateKey(createPrivateKey(pair.key))) {
      throw new Error(`the key in ${name}.key.pem belongs to another certificate`);
    }
    return {
      info: describe(certificate),
      context: createSecureContext({ cert: pair.certificate, key: pair.key, minVersion: 'TLSv1.2' }),
    };
  } catch (cause) {
    throw new Error(
      `the certificate ${file} cannot be used: ${(cause as Error).message}. ` +
        `Put a PEM certificate with its chain there and its key in ${name}.key.pem, or remove both to have a self-signed one made.`,
      { cause },
    );
  }
}

function describe(certificate: X509Certificate): CertificateInfo {
  const names = (certificate.subjectAltName ?? '')
    .split(', ')
    .map((entry) => /^(?:DNS|IP Address):(.*)$/.exec(entry)?.[1])
    .filter((entry): entry is string => entry !== undefined)
    // Node writes addresses out in full.
    .map((entry) => (entry === '0:0:0:0:0:0:0:1' ? '::1' : entry));
  return {
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    subject: certificate.subject.replaceAll('\n', ', '),
    issuer: certificate.issuer.replaceAll('\n', ', '),
    names,
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    selfSigned: certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey),
    services: allServices,
  };
}

async function writePair(folder: string, name: string, pair: PemPair): Promise<void> {
  for (const [file, text] of [
    [`${name}.key.pem`, pair.key],
    [`${name}.crt.pem`, pair.certificate],
  ] as const) {
    const temporary = join(folder, `.${file}.new`);
    const handle = await open(temporary, 'w', 0o600);
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    await rename(temporary, join(folder, file));
  }
}
