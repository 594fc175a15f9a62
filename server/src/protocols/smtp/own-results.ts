import type { ReceiveConnector, ReceiveConnectors } from '../../domain/configuration/receive-connectors.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { asciiDomain } from '../../domain/queue/address-space.ts';
import { type Client, may } from './connector-permissions.ts';

/**
 * Under which names (in lower case) this client may not say that senders were checked: those of this organization's servers,
 * whose results are believed (RFC 8601 §5 and §7.1), which are the names of all receive connectors, and whatever stands in an
 * accepted domain. A server that is trusted like our own may have checked under any of them but this server's.
 */
export function ownResults(parts: {
  readonly connector: ReceiveConnector;
  readonly client: Client;
  readonly receiveConnectors: Pick<ReceiveConnectors, 'list'>;
  readonly directory: Pick<Directory, 'acceptedDomains'>;
}): (name: string) => boolean {
  const { connector, client, receiveConnectors, directory } = parts;
  const isTrusted = may(connector, client, 'ms-Exch-Accept-Headers-Organization');
  return (written) => {
    // A header is read a byte a character; a name may be UTF-8 (RFC 8616 §5).
    const name = ascii(Buffer.from(written, 'latin1').toString());
    if (name === ascii(connector.Fqdn)) return true;
    if (isTrusted) return false;
    return (
      receiveConnectors.list().some(({ Fqdn }) => ascii(Fqdn) === name) ||
      directory.acceptedDomains().some(({ domainName }) => {
        const domain = ascii(domainName);
        return name === domain || name.endsWith(`.${domain}`);
      })
    );
  };
}

function ascii(name: string): string {
  return (asciiDomain(name) ?? name).toLowerCase();
}
