import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { MtaStsStore } from '../../domain/queue/mta-sts-store.ts';
import type { TlsFault } from '../../domain/reports/tls-observation.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import { type DnsClient, DnsFailure } from '../../platform/dns/dns-client.ts';
import type { Log } from '../../platform/log/log.ts';
import { mtaStsId, type MtaStsPolicy, parseMtaStsPolicy } from './mta-sts-policy.ts';
import type { MailResolver } from './resolver.ts';

interface Kept {
  readonly id: string;
  readonly policy: MtaStsPolicy;
  readonly until: number;
}

/** RFC 8461 §3.3: a minute, and 64 KB. */
const fetchMs = 60_000;
const mostBytes = 65_536;
const mostKept = 10_000;
const silentMs = 5 * 60_000;
/** RFC 8461 §3.3: what could not be had is not asked for again at once, while its id stays. */
const failedMs = 5 * 60_000;
const dayMs = 86_400_000;
const refreshEveryMs = 3_600_000;
/** To whom nobody writes any more is not asked any more. */
const usedWithinMs = 60 * dayMs;

export interface MtaStsParts {
  readonly dns: DnsClient;
  readonly resolver: Pick<MailResolver, 'addresses'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: MtaStsStore;
  readonly authorities: readonly string[] | undefined;
  /** 443, but for tests. */
  readonly port?: number;
}

class UnreadablePolicy extends Error {}

/** RFC 8460 §4.3.2.2. */
function faultOf(error: NodeJS.ErrnoException): TlsFault {
  const { code = '', message } = error;
  if (error instanceof UnreadablePolicy) return { type: 'sts-policy-invalid', reason: message };
  // As Node and OpenSSL call what is wrong with a certificate.
  const isCertificate = /CERT|SIGNATURE|CRL|HOSTNAME_MISMATCH/.test(code);
  return { type: isCertificate ? 'sts-webpki-invalid' : 'sts-policy-fetch-error', reason: code || message };
}

/** Policies of domains (RFC 8461), kept as long as they say: who has one cannot lose it by somebody who answers for his DNS. */
export class MtaStsPolicies {
  private readonly parts: MtaStsParts;
  private readonly kept = new Map<string, Kept>();
  /** Domains whose DNS did not answer, and until when it is not asked again: mail must not wait for it each time. */
  private readonly silent = new Map<string, number>();

  /** What could not be had lately, and until when it is not tried again. */
  private readonly failed = new Map<
    string,
    { readonly id: string; readonly until: number; readonly fault: TlsFault }
  >();
  /** Mail of many goes to one domain at once: it is looked for once. */
  private readonly underWay = new Map<string, Promise<MtaStsPolicy | null>>();
  private loading: Promise<void> | null = null;
  /** When each was last asked for; of those that came over a restart, since then. */
  private readonly usedAt = new Map<string, number>();

  constructor(parts: MtaStsParts) {
    this.parts = parts;
  }

  /** Why a policy that is announced could not be had lately, for a report to its domain. */
  faultOf(domain: string): TlsFault | null {
    const failed = this.failed.get(domain);
    return failed !== undefined && failed.until > this.parts.clock.elapsed() ? failed.fault : null;
  }

  /** The policy in force; `null`: the domain has none that can be found. */
  of(domain: string): Promise<MtaStsPolicy | null> {
    let looking = this.underWay.get(domain);
    if (looking === undefined) {
      looking = this.look(domain).finally(() => this.underWay.delete(domain));
      this.underWay.set(domain, looking);
    }
    return looking;
  }

  /**
   * Fetches anew what is a day old, or half as old as it may become (RFC 8461 §3.3): whoever keeps its record or its web server
   * from us must do so for as long as the policy holds, and not only on the day that it ends. What cannot be had stays as it is.
   */
  async refresh(): Promise<void> {
    await (this.loading ??= this.load());
    for (const [domain, { id, policy, until }] of this.kept) {
      const { clock, log } = this.parts;
      const now = clock.now();
      const ageMs = policy.maxAgeSeconds * 1000;
      // Fetched by a clock that went ahead, it would hold, and not be fetched anew, until that time comes again.
      const isFromAhead = until - ageMs > now;
      const isDue = isFromAhead || now >= until - ageMs + Math.min(dayMs, ageMs / 2);
      const isUsed = now - (this.usedAt.get(domain) ?? now) < usedWithinMs;
      if (until <= now || !isDue || !isUsed || policy.mode === 'none') continue;
      try {
        // Whatever the DNS says meanwhile: it is what a policy is kept against.
        const text = await this.fetch(domain);
        const found = parseMtaStsPolicy(text);
        if (found === null) throw new Error('it cannot be read');
        // Mail may have found a newer one while this was under way.
        if (this.kept.get(domain)?.until === until) this.keep(domain, id, text, found);
      } catch (error) {
        log.info('mta-sts-policy-not-refreshed', { domain, reason: (error as Error).message });
      }
    }
  }

  /** Refreshes every hour, until it is stopped. */
  keepFresh(): () => void {
    const { clock, log } = this.parts;
    let isStopped = false;
    let timer: Timer | null = null;
    const arm = (): void => {
      if (!isStopped) timer = clock.after(refreshEveryMs, tick);
    };
    const tick = (): void => {
      this.refresh()
        .catch((cause: unknown) => log.error('mta-sts-policies-not-refreshed', cause))
        .finally(arm);
    };
    arm();
    return () => {
      isStopped = true;
      timer?.cancel();
    };
  }

  private keep(domain: string, id: string, text: string, policy: MtaStsPolicy): void {
    const { clock, log, store } = this.parts;
    const now = clock.now();
    const until = now + policy.maxAgeSeconds * 1000;
    if (this.kept.size >= mostKept && !this.kept.has(domain)) this.forgetOldest();
    this.kept.set(domain, { id, policy, until });
    store
      .keep({ domain, id, text, until }, now)
      .catch((cause: unknown) => log.error('mta-sts-policy-not-kept', cause, { domain }));
  }

  private forgetOldest(): void {
    for (const oldest of this.kept.keys()) {
      this.kept.delete(oldest);
      this.usedAt.delete(oldest);
      return;
    }
  }

  private async look(domain: string): Promise<MtaStsPolicy | null> {
    await (this.loading ??= this.load());
    const now = this.parts.clock.now();
    if (this.kept.has(domain)) this.usedAt.set(domain, now);
    const known = this.kept.get(domain);
    const current = known !== undefined && known.until > now ? known : null;
    const id = await this.idOf(domain);
    if (id === null || id === current?.id) return current?.policy ?? null;
    const failed = this.failed.get(domain);
    if (failed?.id === id && failed.until > this.parts.clock.elapsed()) return current?.policy ?? null;
    this.failed.delete(domain);
    try {
      const text = await this.fetch(domain);
      const policy = parseMtaStsPolicy(text);
      if (policy === null) throw new UnreadablePolicy('it cannot be read');
      this.keep(domain, id, text, policy);
      this.usedAt.set(domain, now);
      return policy;
    } catch (error) {
      if (this.failed.size >= mostKept) this.failed.clear();
      this.failed.set(domain, {
        id,
        until: this.parts.clock.elapsed() + failedMs,
        fault: faultOf(error as NodeJS.ErrnoException),
      });
      this.parts.log.info('mta-sts-policy-not-fetched', { domain, reason: (error as Error).message });
      return current?.policy ?? null;
    }
  }

  /** What was in force before a restart. */
  private async load(): Promise<void> {
    try {
      for (const { domain, id, text, until } of await this.parts.store.load(this.parts.clock.now())) {
        const policy = parseMtaStsPolicy(text);
        if (policy === null) continue;
        this.kept.set(domain, { id, policy, until });
        this.usedAt.set(domain, this.parts.clock.now());
      }
    } catch (error) {
      // Mail waits and is tried again: without them it might go where it must not.
      this.loading = null;
      throw error;
    }
  }

  /** RFC 8461 §3.1: exactly one record. */
  private async idOf(domain: string): Promise<string | null> {
    const now = this.parts.clock.elapsed();
    if ((this.silent.get(domain) ?? 0) > now) return null;
    this.silent.delete(domain);
    try {
      const { values } = await this.parts.dns.query(`_mta-sts.${domain}`, 'TXT');
      return mtaStsId(values);
    } catch (error) {
      if (!(error instanceof DnsFailure)) throw error;
      if (this.silent.size >= mostKept) this.silent.clear();
      this.silent.set(domain, now + silentMs);
      return null;
    }
  }

  private async fetch(domain: string): Promise<string> {
    const host = `mta-sts.${domain}`;
    const [address] = await this.parts.resolver.addresses(host);
    if (address === undefined) throw new Error(`${host} has no address`);
    const lookup: LookupFunction = (_name, options, done) => {
      const family = address.includes(':') ? 6 : 4;
      if (options.all === true) done(null, [{ address, family }]);
      else done(null, address, family);
    };
    const { authorities, port = 443 } = this.parts;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const asked = request(
      {
        host,
        port,
        path: '/.well-known/mta-sts.txt',
        lookup,
        // Of all of it: a server that sends a byte now and then holds no mail up.
        signal: AbortSignal.timeout(fetchMs),
        agent: false,
        ...(authorities === undefined ? {} : { ca: [...authorities] }),
      },
      (answer) => {
        // RFC 8461 §3.3: redirects are not followed.
        if (answer.statusCode !== 200 || !/^text\/plain\b/i.test(answer.headers['content-type'] ?? ''))
          return void asked.destroy(new Error(`${host} answers ${answer.statusCode}`));
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString('latin1');
          if (text.length > mostBytes) asked.destroy(new Error('it is too long'));
        });
        answer.on('end', () => resolve(text));
        answer.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end();
    return promise;
  }
}
