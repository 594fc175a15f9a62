import { randomInt } from 'node:crypto';
import type { LocalisedText } from '@relais/management-contract';
import type { AcmeConfig, AcmeStore } from '../../domain/configuration/acme-store.ts';
import { readDirectory, renewalWindow } from '../../platform/acme/acme-client.ts';
import type { AcmeDirectory } from '../../platform/acme/acme-objects.ts';
import { AcmeRefusal } from '../../platform/acme/acme-refusal.ts';
import { acmeTransport } from '../../platform/acme/acme-transport.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import { refusalText } from '../../platform/tls/certificate-refusal.ts';
import type { CertificateStore } from '../../platform/tls/certificates.ts';
import type { ExclusiveLocks } from '../../storage/exclusive-locks.ts';
import { installIssued } from './install-issued.ts';
import { endsOrder, obtainCertificate } from './obtain-certificate.ts';
import { usualRenewal, waitAfter } from './renewal-time.ts';

const hourMs = 3_600_000;
const askWindowEveryMs = 6 * hourMs;
/** Of the whole journey: authorities look at a name from several places, and some take a minute. */
const journeyMs = 5 * 60_000;

interface Parts {
  readonly store: AcmeStore;
  readonly certificates: CertificateStore;
  readonly locks: ExclusiveLocks;
  readonly clock: Clock;
  readonly log: Log;
  /** RFC 8555 §6.1: how the program calls itself. */
  readonly userAgent: string;
  /** Where authorities look for challenges; 80 unless a test has none to give. */
  readonly challengePort?: number;
}

/** `busy`: another node, or an earlier call, is at it. */
export type RenewalOutcome = 'obtained' | 'not-due' | 'switched-off' | 'busy';

/** The organisation's certificate by ACME: got, renewed by the clock, and put to use on every node; one node at a time asks. */
export class AcmeCertificate {
  private readonly parts: Parts;
  private timer: Timer | null = null;
  private working: Promise<unknown> = Promise.resolve();
  private installing: Promise<void> = Promise.resolve();
  /** The last attempt of this node. */
  private ended: { readonly error: unknown; readonly config: AcmeConfig } | null = null;
  private notInUse: LocalisedText | null = null;
  private windowAskedAt: number | null = null;
  private readonly stopping = new AbortController();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  get challengePort(): number {
    return this.parts.challengePort ?? 80;
  }

  get store(): AcmeStore {
    return this.parts.store;
  }

  start(): void {
    this.parts.store.onChange(() => void this.install());
    this.timer = this.parts.clock.after(hourMs, () => {
      this.timer?.restart();
      void this.tend();
    });
    void this.tend();
  }

  async stop(): Promise<void> {
    this.timer?.cancel();
    this.stopping.abort(new Error('the server ends'));
    await this.working.catch(() => undefined);
    await this.installing;
  }

  /** Does what is due by the clock. Refusals are noted and logged, and tried again in time. */
  tend(): Promise<void> {
    return this.inTurn(async () => {
      try {
        await this.install();
        const { nextAttempt, leaveAloneUntil, lastAttempt } = this.parts.store.state();
        const now = this.parts.clock.now();
        // A clock that was ahead at the last attempt would have it wait for years.
        const isSetBack = now < (lastAttempt ?? 0);
        if (!isSetBack && (now < (nextAttempt ?? 0) || now < (leaveAloneUntil ?? 0))) return;
        await this.renewUnderLock(false);
      } catch (error) {
        if (!(error instanceof AcmeRefusal)) this.parts.log.error('acme', error);
      }
    });
  }

  /** Why there is no certificate, or not the newest, or none that will be renewed; `null`: all is well, or switched off. */
  trouble(): LocalisedText | null {
    const { lastError, failures } = this.parts.store.state();
    if (!this.isOn()) return null;
    if (this.notInUse !== null)
      return {
        en: `The certificate was obtained, and cannot be used on this server: ${this.notInUse.en}.`,
        fr: `Le certificat a été obtenu, et ne peut servir sur ce serveur : ${this.notInUse.fr}.`,
      };
    return failures === 0 ? null : lastError;
  }

  /** When it resolves, what the state tells of is in use on this node. */
  installed(): Promise<void> {
    return this.installing;
  }

  /**
   * What an administrator asks for: also while failures are waited out. `force`: also when it is not due. Otherwise an attempt that is
   * under way already, with the settings of now, is the one that was asked for: authorities let few go wrong. @throws AcmeRefusal
   */
  renewNow(force: boolean): Promise<RenewalOutcome> {
    const before = this.ended;
    return this.inTurn(async () => {
      const { ended } = this;
      if (force || ended === null || ended === before || ended.config !== this.parts.store.config())
        return await this.renewUnderLock(force);
      if (ended.error !== null) throw ended.error;
      return 'obtained';
    });
  }

  /** Work of an administrator that uses challenges, too: none is withdrawn in the middle. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.working.catch(() => undefined).then(work);
    this.working = done;
    return done;
  }

  /** What the authority at an address offers, without an account. @throws AcmeRefusal */
  readDirectory(url: string, authorities: string | null): Promise<AcmeDirectory> {
    return readDirectory(this.transport(authorities, AbortSignal.timeout(journeyMs)), url);
  }

  private async renewUnderLock(force: boolean): Promise<RenewalOutcome> {
    const { store, locks } = this.parts;
    if (this.stopping.signal.aborted || !this.isOn()) return 'switched-off';
    const lost = new AbortController();
    const held = await locks.take('acme', {
      giveWay: () => false,
      lost: () => lost.abort(new Error('the database was lost')),
    });
    if (held === null) return 'busy';
    try {
      await store.refresh();
      if (!this.isOn()) return 'switched-off';
      if (!force && !(await this.isDue(lost.signal))) return 'not-due';
      await this.renew(AbortSignal.any([lost.signal, this.stopping.signal, AbortSignal.timeout(journeyMs)]));
      return 'obtained';
    } finally {
      await held.release();
    }
  }

  private async renew(signal: AbortSignal): Promise<void> {
    const { store, clock, log } = this.parts;
    const config = store.config();
    await store.note({ lastAttempt: clock.now() });
    try {
      const transport = this.transport(config.authorities, signal);
      const issued = await obtainCertificate({ store, transport, clock, signal }, config);
      const { issued: before, earlier } = store.state();
      await store.note({
        issued,
        earlier: [...(before === null ? [] : [before.thumbprint]), ...earlier].slice(0, 10),
        order: null,
        failures: 0,
        lastError: null,
        nextAttempt: null,
        leaveAloneUntil: null,
        renewAt: usualRenewal(issued),
      });
      this.windowAskedAt = null;
      log.info('acme-certificate-obtained', {
        names: issued.names.join(', '),
        thumbprint: issued.thumbprint,
        notAfter: new Date(issued.notAfter).toISOString(),
        directory: config.directoryUrl,
      });
    } catch (cause) {
      const error =
        signal.aborted && !this.stopping.signal.aborted && !(cause instanceof AcmeRefusal) ? tooLong(cause) : cause;
      this.ended = { error, config };
      await this.noteFailure(error);
      throw error;
    } finally {
      await store.withdrawChallenges();
    }
    this.ended = { error: null, config };
    await this.install();
  }

  /** Fails again in an hour at the earliest, and as the authority wants it. */
  private async noteFailure(error: unknown): Promise<void> {
    const { store, clock, log } = this.parts;
    // The server ends, and nothing has gone wrong: it goes on with its order at the next start.
    if (this.stopping.signal.aborted) return;
    const now = clock.now();
    const refusal = error instanceof AcmeRefusal ? error : null;
    const failures = store.state().failures + 1;
    const retryAfterMs = refusal?.retryAfterMs ?? 0;
    const nextAttempt = now + Math.max(waitAfter(failures), retryAfterMs);
    const text = refusal?.text ?? {
      en: `Something went wrong here: ${(error as Error).message}`,
      fr: `Une erreur s’est produite ici : ${(error as Error).message}`,
    };
    await store.note({
      failures,
      nextAttempt,
      lastError: { ...text, at: now },
      ...(refusal?.problem === 'rateLimited' && retryAfterMs > 0 ? { leaveAloneUntil: now + retryAfterMs } : {}),
      ...(refusal !== null && endsOrder(refusal) ? { order: null } : {}),
    });
    log.warn('acme-certificate-not-obtained', {
      names: store.config().domainNames.join(', '),
      reason: text.en,
      failures,
      nextAttempt: new Date(nextAttempt).toISOString(),
    });
  }

  private isOn(): boolean {
    const { enabled, domainNames, termsAgreed } = this.parts.store.config();
    return enabled && termsAgreed && domainNames.length > 0;
  }

  private async isDue(signal: AbortSignal): Promise<boolean> {
    const { store, clock } = this.parts;
    const { issued, renewAt } = store.state();
    const { domainNames } = store.config();
    if (issued === null || issued.names.join() !== domainNames.join()) return true;
    if (clock.now() >= (renewAt ?? usualRenewal(issued))) return true;
    return await this.isWantedSooner(signal);
  }

  /** RFC 9773: an authority that is about to revoke certificates says so beforehand. What it does not say costs nothing. */
  private async isWantedSooner(signal: AbortSignal): Promise<boolean> {
    const { store, clock, log } = this.parts;
    const { issued } = store.state();
    const { directoryUrl, authorities } = store.config();
    if (issued === null || issued.renewalId === null) return false;
    if (this.windowAskedAt !== null && clock.elapsed() - this.windowAskedAt < askWindowEveryMs) return false;
    this.windowAskedAt = clock.elapsed();
    try {
      const transport = this.transport(authorities, AbortSignal.any([signal, this.stopping.signal]));
      const window = await renewalWindow(transport, await readDirectory(transport, directoryUrl), issued.renewalId);
      if (window === null) return false;
      // §4.2: a moment of the window by chance, so that not everybody comes at once.
      const wanted = window.start + randomInt(Math.min(window.end - window.start, 2 ** 47));
      const renewAt = Math.round(Math.min(wanted, usualRenewal(issued) + (issued.notAfter - issued.notBefore) / 6));
      const known = store.state().renewAt;
      // Chosen once: choosing anew each time would come to the beginning of the window.
      if (known === null || known < window.start || known >= window.end) await store.note({ renewAt });
      return clock.now() >= (store.state().renewAt ?? Infinity);
    } catch (error) {
      if (!(error instanceof AcmeRefusal)) throw error;
      log.info('acme-renewal-window-unknown', { reason: error.message });
      return false;
    }
  }

  /** On this node, whatever node got it. */
  private install(): Promise<void> {
    const { store, certificates, log } = this.parts;
    this.installing = this.installing.then(async () => {
      // Switched off, it is a certificate like any other, which an administrator may remove.
      if (!this.isOn()) return;
      const { issued } = store.state();
      try {
        if ((await installIssued(certificates, store.state(), store.config())) && issued !== null)
          log.info('acme-certificate-in-use', { thumbprint: issued.thumbprint });
        this.notInUse = null;
      } catch (error) {
        // Tried again at the next look; the one before serves on.
        this.notInUse = refusalText(error);
        log.error('acme-certificate-not-in-use', error);
      }
    });
    return this.installing;
  }

  private transport(authorities: string | null, signal: AbortSignal) {
    const { clock, userAgent } = this.parts;
    return acmeTransport({ authorities, userAgent, signal, now: () => clock.now() });
  }
}

function tooLong(cause: unknown): AcmeRefusal {
  return new AcmeRefusal(
    {
      en: `The certificate authority is not done after ${journeyMs / 60_000} minutes; the order goes on later.`,
      fr: `L’autorité de certification n’a pas terminé en ${journeyMs / 60_000} minutes ; la commande se poursuivra plus tard.`,
    },
    { cause },
  );
}
