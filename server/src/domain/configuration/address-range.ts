import { isIPv4, isIPv6 } from 'node:net';

/** Addresses `first` to `last`, both included, as numbers; `family` keeps IPv4 and IPv6 apart. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const mostKnown = 512;
const known = new Map<string, AddressRange | null>();

/** Reads `192.0.2.1`, `192.0.2.1-192.0.2.9`, `192.0.2.0/24`, `192.0.2.0(255.255.255.0)` and the same of IPv6; `null` otherwise. */
export function parseAddressRange(text: string): AddressRange | null {
  // The same few are asked for with every message.
  let range = known.get(text);
  if (range === undefined) {
    range = readAddressRange(text);
    if (known.size >= mostKnown) known.clear();
    known.set(text, range);
  }
  return range;
}

function readAddressRange(text: string): AddressRange | null {
  const wanted = text.trim();
  const span = wanted.split('-');
  if (span.length === 2) return between(span[0] ?? '', span[1] ?? '');
  const cidr = /^([^/]+)\/(\d{1,3})$/.exec(wanted);
  if (cidr?.[1] !== undefined) return network(cidr[1], Number(cidr[2]));
  const masked = /^([\d.]+)\(([\d.]+)\)$/.exec(wanted);
  if (masked?.[1] !== undefined && masked[2] !== undefined) return network(masked[1], prefixOf(masked[2]));
  return between(wanted, wanted);
}

export function rangeContains(range: AddressRange, inner: AddressRange): boolean {
  return range.family === inner.family && range.first <= inner.first && inner.last <= range.last;
}

/** Whether an address is in any of these ranges, as they are written. */
export function isAmong(address: string, ranges: readonly string[]): boolean {
  if (ranges.length === 0) return false;
  const own = parseAddressRange(address);
  return (
    own !== null &&
    ranges.some((text) => {
      const range = parseAddressRange(text);
      return range !== null && rangeContains(range, own);
    })
  );
}

export function rangesOverlap(one: AddressRange, other: AddressRange): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last;
}

export function rangeSize(range: AddressRange): bigint {
  return range.last - range.first + 1n;
}

interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

function between(from: string, to: string): AddressRange | null {
  const first = parseAddress(from.trim());
  const last = parseAddress(to.trim());
  if (first === null || last === null || first.family !== last.family || first.value > last.value) return null;
  return { family: first.family, first: first.value, last: last.value };
}

function network(address: string, prefix: number): AddressRange | null {
  const base = parseAddress(address.trim());
  const width = base?.family === 4 ? 32 : 128;
  if (base === null || prefix < 0 || prefix > width) return null;
  const hosts = (1n << BigInt(width - prefix)) - 1n;
  const first = base.value & ~hosts;
  return { family: base.family, first, last: first | hosts };
}

/** Ones of a netmask; -1 when its ones do not stand together. */
function prefixOf(mask: string): number {
  if (!isIPv4(mask)) return -1;
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : -1;
}

function parseAddress(text: string): Address | null {
  if (isIPv4(text)) return { family: 4, value: text.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) };
  if (!isIPv6(text) || text.includes('%')) return null;
  const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return { family: 6, value: groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n) };
}
