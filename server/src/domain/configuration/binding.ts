import { isIPv4, isIPv6 } from 'node:net';
import type { ServerFacts } from '../../platform/settings/define-settings.ts';

/** An address and port to listen on; `address` is numeric. */
export interface Binding {
  readonly address: string;
  readonly port: number;
}

/** Reads `0.0.0.0:143`, `[::]:143` and the older print `:::143`; `null` when it is no binding. Port 0 is any free port. */
export function parseBinding(text: string): Binding | null {
  const match = /^(?:\[([^\]]*)\]|([^\]]+)):(\d{1,5})$/.exec(text.trim());
  const address = (match?.[1] ?? match?.[2] ?? '').toLowerCase();
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return null;
  if (!isIPv6(address) && (match[1] !== undefined || !isIPv4(address))) return null;
  return { address: isIPv6(address) ? canonicalIPv6(address) : address, port };
}

/** As Exchange prints it: `[::]:143`, `0.0.0.0:143`. */
export function formatBinding({ address, port }: Binding): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What a service listens on after the first run: every address, or the one that `--host` named; `port` plus the offset. */
export function firstRunBindings(server: ServerFacts, port: number): readonly string[] {
  const addresses = server.bindAddress === null ? ['::', '0.0.0.0'] : [server.bindAddress];
  return addresses.map((address) => formatBinding({ address, port: port + server.portOffset }));
}

// RFC 5952: one spelling for an IPv6 address; the URL parser produces it.
function canonicalIPv6(address: string): string {
  const withoutZone = address.replace(/%.*$/s, '');
  return new URL(`http://[${withoutZone}]/`).hostname.slice(1, -1);
}
