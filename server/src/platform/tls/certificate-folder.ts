import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecureContext } from 'node:tls';
import { CertificateRefusal } from './certificate-refusal.ts';
import type { CertificateInfo, CertificateStore, Renewal, TlsService, UnusableCertificate } from './certificates.ts';
import type { Signer } from './cms-signature.ts';
import { enabledServices, writeEnabledServices } from './enabled-services.ts';
import { friendlyNames, usualFriendlyName, writeFriendlyName } from './friendly-names.ts';
import { pemFromText, pfxContext } from './imported-certificate.ts';
import { writeKeptFile } from './kept-file.ts';
import { allServices, chainOf, type Loaded, load, readPair, UnusableError, use } from './loaded-certificate.ts';
import { keepRequest, type PendingRequest, pendingRequests, removeRequest, waitingKeys } from './pending-requests.ts';
import { isDue } from './self-made.ts';
import type { PemPair } from './self-signed.ts';
import type { TlsCredentials } from './tls-credentials.ts';

/**
 * The certificates in `<data>/certificates`: pairs `NAME.crt.pem` (with its chain) and `NAME.key.pem`, or `NAME.pfx` with
 * its passphrase. Pairs put there by hand serve every service; imported ones those that they are enabled for.
 * `default` is made on first use and serves names that no other pair covers; `reload` reads the folder anew. One that cannot be
 * used is told of, and the others serve (docs/decisions/0204).
 */
export class CertificateFolder implements CertificateStore {
  private readonly folder: string;
  private readonly hostNames: readonly string[];
  private readonly now: () => number;
  private loaded: readonly Loaded[] = [];
  private broken: readonly UnusableCertificate[] = [];
  private fallback: Loaded | null = null;

  private constructor(folder: string, hostNames: readonly string[], now: () => number) {
    this.folder = folder;
    this.hostNames = hostNames;
    this.now = now;
  }

  /** `now`: the time of the machine. @throws Error naming the files and what to do when no pair can be used. */
  static async open(folder: string, hostNames: readonly string[], now: () => number): Promise<CertificateFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!(await readdir(folder)).includes('default.crt.pem')) {
      // Loaded for the first run only: the library for it costs a quarter of a second and 20 MB.
      const { makeSelfSigned } = await import('./self-signed.ts');
      await writePair(folder, 'default', await makeSelfSigned(hostNames, now()));
    }
    const certificates = new CertificateFolder(folder, hostNames, now);
    await certificates.reload();
    return certificates;
  }

  async reload(): Promise<void> {
    const files = await readdir(this.folder);
    const named = (ending: string): readonly string[] =>
      files
        .filter((file) => file.endsWith(ending) && !file.startsWith('.'))
        .map((file) => file.slice(0, -ending.length))
        .sort();
    const enabled = await enabledServices(this.folder);
    const called = await friendlyNames(this.folder);
    const found: Loaded[] = [];
    const broken: UnusableCertificate[] = [];
    for (const [name, isPfx] of [
      ...named('.crt.pem').map((name) => [name, false] as const),
      ...named('.pfx').map((name) => [name, true] as const),
    ]) {
      try {
        found.push(await load(this.folder, name, isPfx));
      } catch (error) {
        if (!(error instanceof UnusableError)) throw error;
        const before = this.loaded.find(({ info }) => info.name === name);
        if (before !== undefined) found.push(before);
        broken.push({ ...error.certificate, isStillPresented: before !== undefined });
      }
    }
    for (const [index, one] of found.entries()) {
      const services = enabled.get(one.info.thumbprint);
      found[index] = {
        ...one,
        info: {
          ...one.info,
          services: services ?? allServices,
          friendlyName: called.get(one.info.thumbprint) ?? (one.isSelfMade === true ? usualFriendlyName : ''),
        },
        isEnabled: services !== undefined && services.length > 0,
      };
    }
    const fallback =
      found.find((one) => one.info.name === 'default') ??
      found.find(({ info }) => info.services.length > 0) ??
      found[0];
    if (fallback === undefined)
      throw new Error(
        broken.length > 0
          ? broken.map(({ sentence }) => sentence).join('\n')
          : `${this.folder} holds no certificate; restart makes a self-signed one`,
      );
    this.loaded = found;
    this.broken = broken;
    this.fallback = fallback;
  }

  contextFor(name?: string | null, service?: TlsService): SecureContext {
    return this.choose(name, service).context;
  }

  credentials(name?: string | null, service?: TlsService): TlsCredentials {
    return this.choose(name, service).credentials;
  }

  signer(name?: string | null, service?: TlsService): Signer | null {
    return this.choose(name, service).signer ?? null;
  }

  describe(name?: string | null, service?: TlsService): CertificateInfo {
    return this.choose(name, service).info;
  }

  async importPem(pem: string, passphrase: string | null): Promise<CertificateInfo> {
    const waiting = await waitingKeys(this.folder);
    const pair = pemFromText(
      pem,
      passphrase,
      waiting.map(({ key }) => key),
    );
    let info = await this.add(pair);
    // Its request has been answered.
    for (const { file, key, friendlyName } of waiting) {
      if (!new X509Certificate(pair.certificate).checkPrivateKey(createPrivateKey(key))) continue;
      info = await this.call(info.thumbprint, friendlyName);
      await rm(join(this.folder, file), { force: true });
    }
    return info;
  }

  async importPfx(content: Buffer, passphrase: string | null): Promise<CertificateInfo> {
    const { certificate } = pfxContext(content, passphrase);
    const name = certificate.fingerprint.replaceAll(':', '');
    this.refuseKnown(name);
    await writeEnabledServices(this.folder, new Map([[name, []]]));
    await writeKeptFile(this.folder, `${name}.pfx.passphrase`, passphrase ?? '');
    await writeKeptFile(this.folder, `${name}.pfx`, content);
    await this.reload();
    return this.find(name);
  }

  async makeSelfSigned(names: readonly string[], now: number, subject?: string): Promise<CertificateInfo> {
    const { makeSelfSigned } = await import('./self-signed.ts');
    return this.add(await makeSelfSigned(names, now, subject === undefined ? {} : { subject }));
  }

  async call(thumbprint: string, friendlyName: string): Promise<CertificateInfo> {
    this.find(thumbprint);
    await writeFriendlyName(this.folder, thumbprint, friendlyName);
    await this.reload();
    return this.find(thumbprint);
  }

  async renewSelfMade(isClockSettled: boolean): Promise<readonly Renewal[]> {
    const renewals: Renewal[] = [];
    for (const { info: before, isSelfMade } of this.loaded) {
      if (isSelfMade !== true || !isDue(before, this.now(), isClockSettled)) continue;
      const { makeSelfSigned } = await import('./self-signed.ts');
      const pair = await readPair(this.folder, before.name);
      // The server may have got another name since.
      const names = [...new Set([...before.names, ...(before.name === 'default' ? this.hostNames : [])])];
      const made = await makeSelfSigned(names, this.now(), { before: pair });
      const thumbprint = new X509Certificate(made.certificate).fingerprint.replaceAll(':', '');
      const services = (await enabledServices(this.folder)).get(before.thumbprint) ?? null;
      await writeEnabledServices(this.folder, new Map([[thumbprint, services]]));
      const called = (await friendlyNames(this.folder)).get(before.thumbprint) ?? null;
      await writeFriendlyName(this.folder, thumbprint, called);
      // The key stays, so that the pair fits whenever the server is killed.
      await writeKeptFile(this.folder, `${before.name}.crt.pem`, made.certificate);
      await writeEnabledServices(this.folder, new Map([[before.thumbprint, null]]));
      await writeFriendlyName(this.folder, before.thumbprint, null);
      await this.reload();
      renewals.push({ before, after: this.find(thumbprint) });
    }
    return renewals;
  }

  async exportPfx(thumbprint: string, password: string): Promise<Buffer> {
    const { name } = this.find(thumbprint);
    const files = await readdir(this.folder);
    if (files.includes(`${name}.pfx`)) {
      const came = await readFile(join(this.folder, `${name}.pfx.passphrase`), 'utf8').catch(() => '');
      if (came !== password)
        throw new CertificateRefusal({
          en: 'it came as a PFX file, whose password is another one',
          fr: 'il est venu en fichier PFX, dont le mot de passe est un autre',
        });
      return await readFile(join(this.folder, `${name}.pfx`));
    }
    const pair = await readPair(this.folder, name);
    const { pfxFile } = await import('./pfx-file.ts');
    return pfxFile(chainOf(pair.certificate), pair.key, password);
  }

  async makeRequest(asked: Parameters<CertificateStore['makeRequest']>[0]): Promise<PendingRequest> {
    const { subject, names, keyBits, friendlyName } = asked;
    const { makeCertificateRequest } = await import('./certificate-request.ts');
    const made = await makeCertificateRequest(subject, names, keyBits);
    const thumbprint = await keepRequest(this.folder, made, names, friendlyName);
    const kept = (await pendingRequests(this.folder)).find((one) => one.thumbprint === thumbprint);
    if (kept === undefined)
      throw new CertificateRefusal({
        en: 'the request was removed while it was made',
        fr: 'la demande a été supprimée pendant sa création',
      });
    return kept;
  }

  requests(): Promise<readonly PendingRequest[]> {
    return pendingRequests(this.folder);
  }

  removeRequest(thumbprint: string): Promise<void> {
    return removeRequest(this.folder, thumbprint);
  }

  async enable(thumbprint: string, services: readonly TlsService[]): Promise<CertificateInfo> {
    const taker = this.find(thumbprint);
    const changes = new Map([[thumbprint, [...new Set([...taker.services, ...services])]]]);
    for (const { info } of this.loaded)
      if (info.services.some((service) => services.includes(service)) && standsInFor(taker, info, this.now()))
        changes.set(
          info.thumbprint,
          info.services.filter((service) => !services.includes(service)),
        );
    await writeEnabledServices(this.folder, changes);
    await this.reload();
    return this.find(thumbprint);
  }

  async remove(thumbprint: string): Promise<void> {
    const { name } = this.broken.find(({ identity }) => identity === thumbprint) ?? this.find(thumbprint);
    for (const ending of ['.pfx', '.pfx.passphrase', '.crt.pem', '.key.pem'])
      await rm(join(this.folder, name + ending), { force: true });
    // The same certificate may lie there a second time, and be used.
    if (!this.loaded.some(({ info }) => info.thumbprint === thumbprint && info.name !== name))
      await Promise.all([
        writeEnabledServices(this.folder, new Map([[thumbprint, null]])),
        writeFriendlyName(this.folder, thumbprint, null),
      ]);
    await this.reload();
  }

  private async add(pair: PemPair): Promise<CertificateInfo> {
    const name = new X509Certificate(pair.certificate).fingerprint.replaceAll(':', '');
    this.refuseKnown(name);
    // Looked at before it is kept: what cannot be used would stop the next start.
    use(this.folder, name, pair);
    await writeEnabledServices(this.folder, new Map([[name, []]]));
    await writePair(this.folder, name, pair);
    await this.reload();
    return this.find(name);
  }

  private find(thumbprint: string): CertificateInfo {
    const found = this.loaded.find(({ info }) => info.thumbprint === thumbprint);
    if (found === undefined)
      throw new CertificateRefusal({
        en: `there is no certificate with the thumbprint ${thumbprint}`,
        fr: `il n’y a pas de certificat dont l’empreinte est ${thumbprint}`,
      });
    return found.info;
  }

  private refuseKnown(thumbprint: string): void {
    if (this.loaded.some(({ info }) => info.thumbprint === thumbprint))
      throw new CertificateRefusal({
        en: `the certificate ${thumbprint} is here already`,
        fr: `le certificat ${thumbprint} est déjà là`,
      });
  }

  list(): readonly CertificateInfo[] {
    return this.loaded.map((one) => one.info);
  }

  unusable(): readonly UnusableCertificate[] {
    return this.broken;
  }

  presented(): readonly CertificateInfo[] {
    return this.loaded
      .filter((one) => {
        // A label in place of the asterisk finds it, and a name that none has the one that serves those.
        const names = [...one.info.names.map((name) => name.replace(/^\*/, 'x')), null];
        return names.some((name) => one.info.services.some((service) => this.choose(name, service) === one));
      })
      .map((one) => one.info);
  }

  private choose(name?: string | null, service?: TlsService): Loaded {
    const wanted = name?.toLowerCase();
    const ours = this.loaded.filter(
      ({ info }) => info.services.length > 0 && (service === undefined || info.services.includes(service)),
    );
    const named = wanted ? ours.filter((one) => one.info.names.some((held) => covers(held.toLowerCase(), wanted))) : [];
    // For a name that no certificate has, the one that somebody enabled for the service comes before the default one.
    const fitting =
      named.length > 0 ? named : ours.filter(({ isEnabled }) => isEnabled === true && service !== undefined);
    // A certificate that somebody vouches for comes before our own, one that holds now before one that does not, a
    // longer-lived one before a shorter.
    const now = this.now();
    const best = fitting.sort(
      (a, b) =>
        Number(a.info.selfSigned) - Number(b.info.selfSigned) ||
        Number(holds(b.info, now)) - Number(holds(a.info, now)) ||
        b.info.notAfter.getTime() - a.info.notAfter.getTime(),
    )[0];
    const chosen = best ?? this.fallback;
    if (chosen === null) throw new Error('the certificate folder was not read');
    return chosen;
  }
}

function holds({ notBefore, notAfter }: CertificateInfo, now: number): boolean {
  return notBefore.getTime() <= now && now <= notAfter.getTime();
}

/**
 * Whether enabling `taker` takes services from `other`, as an old certificate loses them to its successor in Exchange: all its names
 * are covered, and the successor holds already. `default` serves names that none has, whatever it is enabled for.
 */
function standsInFor(taker: CertificateInfo, other: CertificateInfo, now: number): boolean {
  return (
    other.thumbprint !== taker.thumbprint &&
    other.name !== 'default' &&
    other.names.length > 0 &&
    holds(taker, now) &&
    other.names.every((name) => taker.names.some((held) => covers(held.toLowerCase(), name.toLowerCase())))
  );
}

function covers(held: string, wanted: string): boolean {
  // RFC 9525 §6.3: a wildcard stands for exactly one label.
  if (held.startsWith('*.')) return wanted.includes('.') && wanted.slice(wanted.indexOf('.') + 1) === held.slice(2);
  return held === wanted;
}

async function writePair(folder: string, name: string, pair: PemPair): Promise<void> {
  await writeKeptFile(folder, `${name}.key.pem`, pair.key);
  await writeKeptFile(folder, `${name}.crt.pem`, pair.certificate);
}
