import { isIPv4 } from 'node:net';
import { type AddressRange, parseAddressRange, rangeContains } from '../../../domain/configuration/address-range.ts';
import { asciiDomain } from '../../../domain/queue/address-space.ts';
import {
  type DnsAnswer,
  type DnsClient,
  DnsFailure,
  type RecordType,
  type RecordValues,
} from '../../../platform/dns/dns-client.ts';
import { reverseName } from '../reverse-name.ts';
import { expandMacros, type MacroFacts } from './expand-macros.ts';
import {
  isSpfRecord,
  type Mechanism,
  parseSpfRecord,
  type Prefixes,
  type Qualifier,
  type SpfRecord,
} from './spf-record.ts';

export type SpfVerdict = 'none' | 'neutral' | 'pass' | 'fail' | 'softfail' | 'temperror' | 'permerror';

export interface SpfResult {
  readonly verdict: SpfVerdict;
  /** The domain that was checked. */
  readonly domain: string;
  /** Whose it is: the envelope's sender or, for the null sender, the name in HELO (RFC 7208 §2.4). */
  readonly identity: 'mailfrom' | 'helo';
}

/** RFC 7208 §4.6.4. */
const mostLookups = 10;
const mostVoidLookups = 2;
const mostNames = 10;

/** The record cannot be used: `permerror`. */
class SpfFault extends Error {}

/** check_host() of RFC 7208 §4 for a message. `sender` is `''` for the null reverse-path. */
export async function checkSpf(
  dns: DnsClient,
  { address, sender, helo }: { readonly address: string; readonly sender: string; readonly helo: string | null },
): Promise<SpfResult> {
  const at = sender.lastIndexOf('@');
  const identity = sender === '' ? 'helo' : 'mailfrom';
  const domain = asciiDomain(sender === '' ? (helo ?? '') : sender.slice(at + 1)) ?? '';
  // RFC 7208 §4.3: no name of the DNS, nothing to check.
  if (!/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(domain) || /^[\d.]+$/.test(domain))
    return { verdict: 'none', domain, identity };
  const check = new HostCheck(dns, {
    localPart: at > 0 ? sender.slice(0, at).replace(/^"|"$/g, '') : 'postmaster',
    senderDomain: domain,
    // RFC 7208 §5: an IPv4 address in an IPv6 one is that IPv4 address.
    address: address.replace(/^::ffff:(?=\d+\.)/i, ''),
    helo: helo ?? 'unknown',
  });
  try {
    return { verdict: await check.run(domain), domain, identity };
  } catch (error) {
    if (error instanceof DnsFailure) return { verdict: 'temperror', domain, identity };
    if (error instanceof SpfFault) return { verdict: 'permerror', domain, identity };
    throw error;
  }
}

class HostCheck {
  private readonly dns: DnsClient;
  private readonly facts: Omit<MacroFacts, 'domain' | 'validatedName'>;
  private readonly own: AddressRange;
  private lookups = 0;
  private voids = 0;
  private names: readonly string[] | undefined;

  constructor(dns: DnsClient, facts: Omit<MacroFacts, 'domain' | 'validatedName'>) {
    this.dns = dns;
    this.facts = facts;
    const own = parseAddressRange(facts.address);
    if (own === null) throw new Error(`${facts.address} is no address`);
    this.own = own;
  }

  /** @throws DnsFailure, SpfFault */
  async run(domain: string): Promise<SpfVerdict> {
    const record = await this.record(domain);
    if (record === null) return 'none';
    for (const { qualifier, mechanism } of record.directives)
      if (await this.matches(mechanism, domain)) return verdicts[qualifier];
    if (record.redirect === null) return 'neutral';
    this.count();
    const verdict = await this.run(await this.expand(record.redirect, domain));
    // RFC 7208 §6.1
    if (verdict === 'none') throw new SpfFault('redirect leads to no record');
    return verdict;
  }

  private async record(domain: string): Promise<SpfRecord | null> {
    const { values } = await this.dns.query(domain, 'TXT');
    const [text, another] = values.filter(isSpfRecord);
    if (text === undefined) return null;
    const record = another === undefined ? parseSpfRecord(text) : null;
    if (record === null) throw new SpfFault('the record cannot be read, or there are several');
    return record;
  }

  private async matches(mechanism: Mechanism, domain: string): Promise<boolean> {
    switch (mechanism.kind) {
      case 'all':
        return true;
      case 'ip':
        return rangeContains(mechanism.range, this.own);
      case 'include': {
        this.count();
        const verdict = await this.run(await this.expand(mechanism.domain, domain));
        // RFC 7208 §5.2
        if (verdict === 'none') throw new SpfFault('include leads to no record');
        return verdict === 'pass';
      }
      case 'exists':
        this.count();
        return (await this.ask(await this.expand(mechanism.domain, domain), 'A')).kind === 'found';
      case 'a':
        this.count();
        return await this.hasAddress(await this.expand(mechanism.domain || domain, domain), mechanism.prefixes);
      case 'mx': {
        this.count();
        const { values } = await this.ask(await this.expand(mechanism.domain || domain, domain), 'MX');
        if (values.length > mostNames) throw new SpfFault('too many mail exchangers');
        for (const { exchange } of values)
          if (exchange !== '' && (await this.hasAddress(exchange, mechanism.prefixes))) return true;
        return false;
      }
      case 'ptr':
        this.count();
        return await this.isNamed(await this.expand(mechanism.domain || domain, domain));
    }
  }

  private async hasAddress(name: string, { four, six }: Prefixes): Promise<boolean> {
    const { values } = await this.ask(name, this.own.family === 4 ? 'A' : 'AAAA');
    const prefix = this.own.family === 4 ? four : six;
    return values.some((value) => {
      const range = parseAddressRange(`${value}/${prefix}`);
      return range !== null && rangeContains(range, this.own);
    });
  }

  private async isNamed(target: string): Promise<boolean> {
    return (await this.validatedName((name) => name === target || name.endsWith(`.${target}`))) !== null;
  }

  /** RFC 7208 §5.5: a name of the address that leads back to it. Failures of the DNS match nothing there. */
  private async validatedName(isWanted: (name: string) => boolean): Promise<string | null> {
    const { address } = this.facts;
    try {
      this.names ??= (await this.ask(reverseName(address), 'PTR')).values.slice(0, mostNames);
      for (const name of this.names.filter(isWanted)) {
        const { values } = await this.dns.query(name, isIPv4(address) ? 'A' : 'AAAA');
        if (values.some((value) => same(value, this.own))) return name;
      }
    } catch (error) {
      if (!(error instanceof DnsFailure)) throw error;
    }
    return null;
  }

  private async expand(text: string, domain: string): Promise<string> {
    // RFC 7208 §7.3: the domain itself goes before what is below it, and that before any other.
    const validatedName = /%\{p/i.test(text)
      ? ((await this.validatedName((name) => name === domain)) ??
        (await this.validatedName((name) => name.endsWith(`.${domain}`))) ??
        (await this.validatedName(() => true)))
      : null;
    return expandMacros(text, { ...this.facts, domain, validatedName: validatedName ?? 'unknown' })
      .toLowerCase()
      .replace(/\.$/, '');
  }

  private count(): void {
    this.lookups += 1;
    if (this.lookups > mostLookups) throw new SpfFault('the record asks for too many lookups');
  }

  private async ask<K extends RecordType>(name: string, type: K): Promise<DnsAnswer<RecordValues[K]>> {
    const answer = await this.dns.query(name, type);
    if (answer.kind !== 'found') this.voids += 1;
    if (this.voids > mostVoidLookups) throw new SpfFault('too many lookups find nothing');
    return answer;
  }
}

const verdicts: Readonly<Record<Qualifier, SpfVerdict>> = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' };

function same(address: string, own: AddressRange): boolean {
  const range = parseAddressRange(address);
  return range !== null && rangeContains(range, own);
}
