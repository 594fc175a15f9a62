import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';
import { type Client, may } from './connector-permissions.ts';

/**
 * Which fields of a message's header are cut as it comes in, by name in lower case: what a client may not say about the
 * way of a message, nor about what servers of ours have found (Exchange's header firewall, reference §2.4).
 */
export function headerFirewall(connector: ReceiveConnector, client: Client): (name: string) => boolean {
  const cutsRouting = !may(connector, client, 'ms-Exch-Accept-Headers-Routing');
  const cutsOrganization = !may(connector, client, 'ms-Exch-Accept-Headers-Organization');
  const cutsForest = !may(connector, client, 'ms-Exch-Accept-Headers-Forest');
  return (name) =>
    (cutsRouting && (name === 'received' || name.startsWith('resent-'))) ||
    (cutsOrganization && name.startsWith('x-ms-exchange-organization-')) ||
    (cutsForest && name.startsWith('x-ms-exchange-forest-'));
}
