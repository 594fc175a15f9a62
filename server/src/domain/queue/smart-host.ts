import { isIP } from 'node:net';
import { asciiDomain } from './address-space.ts';

export interface SmartHost {
  readonly host: string;
  /** `null`: the connector's. */
  readonly port: number | null;
}

/** Reads `mail.isp.test`, `192.0.2.1`, `[2001:db8::1]`, each with or without `:port`. `null`: none of these. */
export function parseSmartHost(text: string): SmartHost | null {
  const trimmed = text.trim();
  if (isIP(trimmed) !== 0) return { host: trimmed, port: null };
  const match = /^(?:\[([^\]]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(trimmed);
  if (match === null) return null;
  const port = match[3] === undefined ? null : Number(match[3]);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  if (match[1] !== undefined) return isIP(match[1]) === 0 ? null : { host: match[1], port };
  const host = match[2] ?? '';
  if (isIP(host) !== 0) return { host, port };
  const name = asciiDomain(host);
  // A label neither begins nor ends with a hyphen (RFC 952): -1 is a slip, not a host.
  return name === null || /^[\d.]+$|(?:^|\.)-|-(?:\.|$)/.test(name) ? null : { host: name, port };
}
