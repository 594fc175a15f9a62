import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { MtaStsStore } from '../../domain/queue/mta-sts-store.ts';
import type { Clock } from '../../platform/clock/clock.ts';
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

/** Policies of domains (RFC 8461), kept as long as they say: who has one cannot lose it by somebody who answers for his DNS. */
export class MtaStsPolicies {
  private readonly parts: MtaStsParts;
  private readonly kept = new Map<string, Kept>();
  /** Domains whose DNS did not answer, and until when it is not asked again: mail must not wait for it each time. */
  private readonly silent = new Map<string, number>();

  /** What could not be had lately, and until when it is not tried again. */
  private readonly failed = new Map<string, { readonly id: string; readonly until: number }>();
  /** Mail of many goes to one domain at once: it is looked for once. */
  private readonly underWay = new Map<string, Promise<MtaStsPolicy | null>>();
  private loading: Promise<void> | null = null;

  constructor(parts: MtaStsParts) {
    this.parts = parts;
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

  private async look(domain: string): Promise<MtaStsPolicy | null> {
    await (this.loading ??= this.load());
    const now = this.parts.clock.now();
    const known = this.kept.get(domain);
    const current = known !== undefined && known.until > now ? known : null;
    const id = await this.idOf(domain);
    if (id === null || id === current?.id) return current?.policy ?? null;
    const failed = this.failed.get(domain);
    if (failed?.id === id && failed.until > now) return current?.policy ?? null;
    this.failed.delete(domain);
    try {
      const text = await this.fetch(domain);
      const policy = parseMtaStsPolicy(text);
      if (policy === null) throw new Error('it cannot be read');
      const until = now + policy.maxAgeSeconds * 1000;
      if (this.kept.size >= mostKept) for (const oldest of this.kept.keys()) if (this.kept.delete(oldest)) break;
      this.kept.set(domain, { id, policy, until });
      this.parts.store
        .keep({ domain, id, text, until }, now)
        .catch((cause: unknown) => this.parts.log.error('mta-sts-policy-not-kept', cause, { domain }));
      return policy;
    } catch (error) {
      if (this.failed.size >= mostKept) this.failed.clear();
      this.failed.set(domain, { id, until: now + failedMs });
      this.parts.log.info('mta-sts-policy-not-fetched', { domain, reason: (error as Error).message });
      return current?.policy ?? null;
    }
  }

  /** What was in force before a restart. */
  private async load(): Promise<void> {
    try {
      for (const { domain, id, text, until } of await this.parts.store.load(this.parts.clock.now())) {
        const policy = parseMtaStsPolicy(text);
        if (policy !== null) this.kept.set(domain, { id, policy, until });
      }
    } catch (error) {
      // Mail waits and is tried again: without them it might go where it must not.
      this.loading = null;
      throw error;
    }
  }

  /** RFC 8461 §3.1: exactly one record. */
  private async idOf(domain: string): Promise<string | null> {
    const now = this.parts.clock.now();
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
