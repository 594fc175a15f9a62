import type { Directory } from '../directory/directory.ts';
import { asciiDomain, closeness, parseAddressSpace } from './address-space.ts';
import type { NextHop } from './next-hop.ts';
import type { SendConnector, SendConnectors } from './send-connectors.ts';

/** Which way a recipient's mail goes; `domain` in lower case with A-labels. */
export type Route = (
  address: string,
  options?: { readonly ignoreMailboxes: boolean },
) => { readonly domain: string; readonly hop: NextHop };

export function createRoute(parts: {
  readonly directory: Pick<Directory, 'resolveRecipient'>;
  readonly sendConnectors: Pick<SendConnectors, 'list'>;
}): Route {
  return (address, { ignoreMailboxes } = { ignoreMailboxes: false }) => {
    const written = address.slice(address.lastIndexOf('@') + 1);
    const domain = written.startsWith('[') ? written.toLowerCase() : (asciiDomain(written) ?? written.toLowerCase());
    if (!ignoreMailboxes && parts.directory.resolveRecipient(address).kind !== 'other-domain')
      return { domain, hop: { kind: 'mailbox' } };
    const connector = selectSendConnector(parts.sendConnectors.list(), domain);
    if (connector === null) return { domain, hop: { kind: 'unreachable' } };
    const hop: NextHop = connector.DNSRoutingEnabled
      ? { kind: 'dns', connector: connector.Guid, domain }
      : { kind: 'smart-host', connector: connector.Guid };
    return { domain, hop };
  };
}

/** The enabled connector that covers a domain most closely, then most cheaply, then the oldest; `null`: none does. */
export function selectSendConnector(connectors: readonly SendConnector[], domain: string): SendConnector | null {
  let best: { connector: SendConnector; closeness: number; cost: number } | null = null;
  for (const connector of connectors) {
    if (!connector.Enabled) continue;
    for (const text of connector.AddressSpaces) {
      const space = parseAddressSpace(text);
      if (space === null) continue;
      const candidate = { connector, closeness: closeness(space, domain), cost: space.cost };
      if (candidate.closeness === 0) continue;
      if (
        best === null ||
        candidate.closeness > best.closeness ||
        (candidate.closeness === best.closeness && candidate.cost < best.cost)
      )
        best = candidate;
    }
  }
  return best?.connector ?? null;
}
