import { isIPv4 } from 'node:net';
import { nibbles } from './spf/expand-macros.ts';

/** The name under which the DNS keeps names of an address (RFC 1035 §3.5, RFC 3596 §2.5); `zone` instead asks a list. */
export function reverseName(address: string, zone?: string): string {
  if (isIPv4(address)) return `${address.split('.').reverse().join('.')}.${zone ?? 'in-addr.arpa'}`;
  return `${[...nibbles(address)].reverse().join('.')}.${zone ?? 'ip6.arpa'}`;
}
