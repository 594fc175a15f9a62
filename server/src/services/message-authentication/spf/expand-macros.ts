import { isIPv4 } from 'node:net';

export interface MacroFacts {
  /** The sender as it is checked: local part and domain. */
  readonly localPart: string;
  readonly senderDomain: string;
  readonly address: string;
  readonly helo: string;
  /** The domain whose record is read. */
  readonly domain: string;
  /** `%{p}`: a name of the address that leads back to it, or `unknown`. */
  readonly validatedName: string;
}

/** A domain-spec with its macros replaced (RFC 7208 §7). */
export function expandMacros(text: string, facts: MacroFacts): string {
  const expanded = text.replace(
    /%(?:([%_-])|\{([a-z])(\d*)(r?)([.\-+,/_=]*)\})/gi,
    (_, escape: string | undefined, letter = '', digits = '', reverse = '', delimiters = '') => {
      if (escape !== undefined) return escape === '%' ? '%' : escape === '_' ? ' ' : '%20';
      const value = transform(
        valueOf((letter as string).toLowerCase(), facts),
        digits,
        reverse !== '',
        delimiters || '.',
      );
      return letter === (letter as string).toUpperCase() ? encodeURIComponent(value) : value;
    },
  );
  // RFC 7208 §7.3: what is too long for a name loses labels from its left.
  let name = expanded;
  while (name.length > 253 && name.includes('.')) name = name.slice(name.indexOf('.') + 1);
  return name;
}

function valueOf(
  letter: string,
  { localPart, senderDomain, address, helo, domain, validatedName }: MacroFacts,
): string {
  switch (letter) {
    case 's':
      return `${localPart}@${senderDomain}`;
    case 'l':
      return localPart;
    case 'o':
      return senderDomain;
    case 'd':
      return domain;
    case 'i':
      return isIPv4(address) ? address : [...nibbles(address)].join('.');
    case 'v':
      return isIPv4(address) ? 'in-addr' : 'ip6';
    case 'h':
      return helo;
    case 'p':
      return validatedName;
    default:
      return 'unknown';
  }
}

function transform(value: string, digits: string, reverse: boolean, delimiters: string): string {
  const parts = value.split(new RegExp(`[${delimiters.replace(/[\\\]^-]/g, '\\$&')}]`));
  const ordered = reverse ? parts.reverse() : parts;
  return (digits === '' ? ordered : ordered.slice(-Math.max(1, Number(digits)))).join('.');
}

/** The 32 hexadecimal digits of an IPv6 address. */
export function nibbles(address: string): string {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.map((group) => group.padStart(4, '0')).join('');
}
