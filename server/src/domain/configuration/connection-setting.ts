import { isIP } from 'node:net';

export type ConnectionEncryption = 'SSL' | 'TLS' | 'None';

/** One value of InternalConnectionSettings or ExternalConnectionSettings. */
export interface ConnectionSetting {
  readonly host: string;
  readonly port: number;
  readonly encryption: ConnectionEncryption;
}

const hostName = /^(?=.{1,253}$)[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,62})(?:\.[\p{L}\p{N}_][\p{L}\p{N}_-]{0,62})*\.?$/u;

/**
 * Reads `host:port`, `host:port:SSL`, `host:port:TLS` in any case, a trailing colon included (reference §1.2);
 * `null` when it is none. An IPv6 host stands in brackets.
 */
export function parseConnectionSetting(text: string): ConnectionSetting | null {
  const match = /^\s*(\[[0-9a-f:.]+\]|[^:\s[\]]+):(\d{1,5})(?::(SSL|TLS)?)?\s*$/i.exec(text);
  const host = match?.[1];
  const port = Number(match?.[2]);
  if (host === undefined || port < 1 || port > 65_535) return null;
  const numeric = host.startsWith('[') ? isIP(host.slice(1, -1)) === 6 : isIP(host) === 4;
  if (!numeric && (!hostName.test(host) || /^[\d.]+$/.test(host))) return null;
  return { host, port, encryption: (match?.[3]?.toUpperCase() as 'SSL' | 'TLS' | undefined) ?? 'None' };
}

/** `mail.contoso.com:993:SSL`; nothing behind the port when unencrypted. */
export function formatConnectionSetting({ host, port, encryption }: ConnectionSetting): string {
  return encryption === 'None' ? `${host}:${port}` : `${host}:${port}:${encryption}`;
}
