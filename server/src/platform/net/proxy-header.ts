import { isIPv4, isIPv6 } from 'node:net';
import type { Endpoint } from './transport.ts';

export type ProxyHeader =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'invalid'; readonly reason: string }
  /** `ends` is `null` where the proxy speaks for itself (LOCAL, UNKNOWN): a health check. */
  | { readonly kind: 'read'; readonly length: number; readonly ends: ProxiedEnds | null };

/** The connection that the proxy took. */
export interface ProxiedEnds {
  readonly remote: Endpoint;
  readonly local: Endpoint;
}

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
/** Of version 1, with its line end. */
const mostLineBytes = 107;
/** Version 2 may carry more than addresses (TLVs), which are passed over. */
const mostExtraBytes = 4096;

/** Reads HAProxy's PROXY protocol, version 1 or 2, at the start of what a connection has sent. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  const start = Math.min(bytes.length, signature.length);
  if (bytes.subarray(0, start).equals(signature.subarray(0, start)))
    return bytes.length < 16 ? incomplete : readBinary(bytes);
  return readLine(bytes);
}

const incomplete: ProxyHeader = { kind: 'incomplete' };

function invalid(reason: string): ProxyHeader {
  return { kind: 'invalid', reason };
}

function readLine(bytes: Buffer): ProxyHeader {
  const start = bytes.toString('latin1', 0, Math.min(bytes.length, 6));
  if (!'PROXY '.startsWith(start)) return invalid('it does not begin with a PROXY header');
  const end = bytes.indexOf('\r\n');
  if (end === -1) return bytes.length > mostLineBytes ? invalid('its PROXY header has no end') : incomplete;
  const length = end + 2;
  if (length > mostLineBytes) return invalid('its PROXY header is too long');
  const [, kind, source = '', target = '', sourcePort, targetPort, ...more] = bytes
    .toString('latin1', 0, end)
    .split(' ');
  if (kind === 'UNKNOWN') return { kind: 'read', length, ends: null };
  const isAddress = kind === 'TCP4' ? isIPv4 : kind === 'TCP6' ? isIPv6 : () => false;
  const ports = [sourcePort, targetPort].map((text) => (/^\d{1,5}$/.test(text ?? '') ? Number(text) : -1));
  if (!isAddress(source) || !isAddress(target) || ports.some((port) => port < 0 || port > 65_535) || more.length > 0)
    return invalid('its PROXY header cannot be read');
  return {
    kind: 'read',
    length,
    ends: { remote: endpoint(source, ports[0] ?? 0), local: endpoint(target, ports[1] ?? 0) },
  };
}

function readBinary(bytes: Buffer): ProxyHeader {
  const command = bytes[12] as number;
  const family = bytes[13] as number;
  const extra = bytes.readUInt16BE(14);
  if (command >> 4 !== 2) return invalid('its PROXY header has an unknown version');
  if (extra > mostExtraBytes) return invalid('its PROXY header is too long');
  const length = 16 + extra;
  if (bytes.length < length) return incomplete;
  if ((command & 15) === 0) return { kind: 'read', length, ends: null };
  if ((command & 15) !== 1) return invalid('its PROXY header has an unknown command');
  switch (family) {
    case 0x11:
      if (extra < 12) return invalid('its PROXY header is too short');
      return {
        kind: 'read',
        length,
        ends: {
          remote: endpoint([...bytes.subarray(16, 20)].join('.'), bytes.readUInt16BE(24)),
          local: endpoint([...bytes.subarray(20, 24)].join('.'), bytes.readUInt16BE(26)),
        },
      };
    case 0x21:
      if (extra < 36) return invalid('its PROXY header is too short');
      return {
        kind: 'read',
        length,
        ends: {
          remote: endpoint(addressOf(bytes.subarray(16, 32)), bytes.readUInt16BE(48)),
          local: endpoint(addressOf(bytes.subarray(32, 48)), bytes.readUInt16BE(50)),
        },
      };
    default:
      // UNSPEC, sockets of Unix and datagrams: nothing that mail could be accounted to.
      return { kind: 'read', length, ends: null };
  }
}

function addressOf(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}

function endpoint(address: string, port: number): Endpoint {
  const mapped = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(address);
  if (mapped?.[1] !== undefined) return { address: mapped[1], port };
  if (mapped?.[2] === undefined || mapped[3] === undefined) return { address: address.toLowerCase(), port };
  const [high, low] = [Number.parseInt(mapped[2], 16), Number.parseInt(mapped[3], 16)];
  return { address: `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`, port };
}
