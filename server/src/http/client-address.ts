import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { plainAddress } from '../platform/net/socket-transport.ts';

/**
 * The numeric address that a request comes from. Each proxy writes behind what it was sent whom it has the request from, so
 * X-Forwarded-For is read from its end, and only as far as proxies of ours wrote it: what stands before is the client's
 * own word. A field that names no address leaves the request the proxy's.
 */
export function clientAddress(request: IncomingMessage, isProxy: (address: string) => boolean): string {
  let address = plainAddress(request.socket.remoteAddress);
  const hops = String(request.headers['x-forwarded-for'] ?? '').split(',');
  while (isProxy(address)) {
    const hop = plainAddress(withoutPort(hops.pop()?.trim() ?? ''));
    if (isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}

/** Whether the request says that it came through a proxy (RFC 7239, or the field that came before it). */
export function isForwarded({ headers }: IncomingMessage): boolean {
  return headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
}

/** IIS and Azure write the client's port behind the address, and one of IPv6 in brackets then. */
function withoutPort(hop: string): string {
  return /^(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/.exec(hop)?.slice(1).join('') ?? hop;
}
