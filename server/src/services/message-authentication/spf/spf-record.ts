import { isIPv4, isIPv6 } from 'node:net';
import { type AddressRange, parseAddressRange } from '../../../domain/configuration/address-range.ts';

export type Qualifier = '+' | '-' | '~' | '?';

/** Prefix lengths of a dual-cidr-length: IPv4 and IPv6. */
export interface Prefixes {
  readonly four: number;
  readonly six: number;
}

export type Mechanism =
  | { readonly kind: 'all' }
  | { readonly kind: 'include' | 'exists'; readonly domain: string }
  /** `domain` empty: the one that is checked. */
  | { readonly kind: 'a' | 'mx'; readonly domain: string; readonly prefixes: Prefixes }
  | { readonly kind: 'ptr'; readonly domain: string }
  | { readonly kind: 'ip'; readonly range: AddressRange };

export interface SpfRecord {
  readonly directives: readonly { readonly qualifier: Qualifier; readonly mechanism: Mechanism }[];
  readonly redirect: string | null;
  readonly explanation: string | null;
}

/** RFC 7208 §4.5: whether a TXT record is one of SPF. */
export function isSpfRecord(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

/** Reads a record whole, as a fault anywhere makes all of it void (RFC 7208 §4.6). `null`: it has one. */
export function parseSpfRecord(text: string): SpfRecord | null {
  const directives: { qualifier: Qualifier; mechanism: Mechanism }[] = [];
  const modifiers = new Map<string, string>();
  for (const term of text.split(/ +/).slice(1)) {
    if (term === '') continue;
    const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/i.exec(term);
    if (modifier?.[1] !== undefined) {
      const name = modifier[1].toLowerCase();
      const value = modifier[2] ?? '';
      // RFC 7208 §6: known ones stand once; unknown ones are passed over, if they are modifiers at all.
      if (name !== 'redirect' && name !== 'exp') {
        if (!macroString.test(value)) return null;
        continue;
      }
      if (modifiers.has(name) || !isDomainSpec(value)) return null;
      modifiers.set(name, value);
      continue;
    }
    const [, qualifier = '+', name = '', rest = ''] = /^([+\-~?])?([a-z0-9]+)(.*)$/is.exec(term) ?? [];
    const mechanism = readMechanism(name.toLowerCase(), rest);
    if (mechanism === null) return null;
    directives.push({ qualifier: qualifier as Qualifier, mechanism });
  }
  return { directives, redirect: modifiers.get('redirect') ?? null, explanation: modifiers.get('exp') ?? null };
}

function readMechanism(name: string, rest: string): Mechanism | null {
  switch (name) {
    case 'all':
      return rest === '' ? { kind: 'all' } : null;
    case 'include':
    case 'exists': {
      const domain = rest.slice(1);
      return rest.startsWith(':') && isDomainSpec(domain) ? { kind: name, domain } : null;
    }
    case 'a':
    case 'mx': {
      const match = /^(?::([^/]*(?:\/(?!\d|\/)[^/]*)*))?(?:\/(0|[1-9]\d{0,2}))?(?:\/\/(0|[1-9]\d{0,2}))?$/.exec(rest);
      const domain = match?.[1] ?? '';
      const four = Number(match?.[2] ?? 32);
      const six = Number(match?.[3] ?? 128);
      if (match === null || four > 32 || six > 128 || (match[1] !== undefined && !isDomainSpec(domain))) return null;
      return { kind: name, domain, prefixes: { four, six } };
    }
    case 'ptr': {
      const domain = rest.slice(1);
      return rest === '' || (rest.startsWith(':') && isDomainSpec(domain)) ? { kind: 'ptr', domain } : null;
    }
    case 'ip4':
    case 'ip6': {
      const text = rest.slice(1);
      const [address = '', prefix = '0'] = text.split('/');
      if (
        !rest.startsWith(':') ||
        !/^(?:0|[1-9]\d*)$/.test(prefix) ||
        !(name === 'ip4' ? isIPv4(address) : isIPv6(address)) ||
        text.includes('-')
      )
        return null;
      const range = parseAddressRange(text);
      return range === null ? null : { kind: 'ip', range };
    }
    default:
      return null;
  }
}

// RFC 7208 §7.1
const macroString = /^(?:[!-$&-~]|%[%_-]|%\{[slodiphcrtv]\d*r?[.\-+,/_=]*\})*$/i;
/** A macro, or a last label that can be the name of a top-level domain. */
const domainEnd = /(?:%[%_-]|%\{[^}]*\}|\.(?!\d+\.?$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.?)$/i;
/** RFC 7208 §7.2: only for the text that `exp` leads to. */
const ofExplanations = /%\{[crt]/i;

function isDomainSpec(text: string): boolean {
  return macroString.test(text) && domainEnd.test(text) && !ofExplanations.test(text);
}
