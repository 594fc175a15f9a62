import { isIPv4, isIPv6 } from './ip-address.ts';

const encoder = new TextEncoder();
// oxlint-disable-next-line no-control-regex
const octetsOf = (text: string): number => (/^[\x00-\x7f]*$/.test(text) ? text.length : encoder.encode(text).length);
// Beyond US-ASCII as in local parts: no C1 controls, no separators of lines and paragraphs, no lone surrogates.
const label =
  /^[\w\u00a0-\u2027\u202a-\ud7ff\ue000-\u{10ffff}](?:[\w\-\u00a0-\u2027\u202a-\ud7ff\ue000-\u{10ffff}]*[\w\u00a0-\u2027\u202a-\ud7ff\ue000-\u{10ffff}])?$/u;

/**
 * What is wrong with a domain name, as a clause for a person, or `null`. U-labels pass (RFC 6531 §3.3) and so do
 * underscores, which names of real senders have though RFC 1123 §2.1 does not.
 */
export function domainFault(domain: string): string | null {
  if (domain === '') return 'the domain after @ is empty';
  if (octetsOf(domain) > 255) return 'the domain is longer than 255 octets';
  for (const part of domain.split('.')) {
    if (part === '') return `the domain ${domain} has an empty label`;
    if (octetsOf(part) > 63) return `the label ${part.slice(0, 20)}... of the domain is longer than 63 octets`;
    if (!label.test(part)) return `${part} is no label of a domain name`;
  }
  return null;
}

/** What is wrong with an address literal such as `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321 §4.1.3), or `null`. */
export function addressLiteralFault(literal: string): string | null {
  if (!literal.startsWith('[') || !literal.endsWith(']') || literal.length < 3)
    return 'the address literal is not closed by ]';
  const inside = literal.slice(1, -1);
  const valid = /^IPv6:/i.test(inside) ? isIPv6(inside.slice(5)) : isIPv4(inside);
  return valid ? null : `${literal} is no address literal; write [192.0.2.1] or [IPv6:2001:db8::1]`;
}
