import { createHash } from 'node:crypto';
import type { ReceiveConnectors } from '../../domain/configuration/receive-connectors.ts';
import type { TransportSettings } from '../../domain/configuration/transport-settings.ts';

/** The name under which other servers reach this one: of the connector for strangers, else the server's own. */
export function nameForStrangers(connectors: Pick<ReceiveConnectors, 'list'>, fqdn: string): string {
  const world = connectors
    .list()
    .find(({ Enabled, Lmtp, PermissionGroups }) => Enabled && !Lmtp && PermissionGroups.includes('AnonymousUsers'));
  return (world?.Fqdn ?? fqdn).toLowerCase();
}

/** The policy that our domains show (RFC 8461 §3.2), and the id of its record, which changes when it does. */
export function ownMtaStsPolicy(
  settings: Pick<TransportSettings, 'MtaStsPolicyMode' | 'MtaStsPolicyHosts' | 'MtaStsPolicyMaxAge'>,
  host: string,
): { readonly text: string; readonly id: string } {
  const hosts = settings.MtaStsPolicyHosts.length > 0 ? settings.MtaStsPolicyHosts : [host];
  const lines = [
    'version: STSv1',
    `mode: ${settings.MtaStsPolicyMode.toLowerCase()}`,
    ...hosts.map((name) => `mx: ${name.toLowerCase()}`),
    `max_age: ${Math.floor(settings.MtaStsPolicyMaxAge.milliseconds / 1000)}`,
  ];
  const text = `${lines.join('\r\n')}\r\n`;
  return { text, id: createHash('sha256').update(text).digest('hex').slice(0, 20) };
}
