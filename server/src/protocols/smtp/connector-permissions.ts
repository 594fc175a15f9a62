import { type ConnectorRight, hasRight } from '../../domain/configuration/connector-rights.ts';
import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';

/** Who a client is for a connector: somebody who has signed in, a partner known by his certificate, or anybody. */
export type Client = 'user' | 'partner' | 'stranger';

/** Whether this client of the connector has a right. */
export function may(connector: ReceiveConnector, client: Client, right: ConnectorRight): boolean {
  // Signing in is worth nothing where the connector does not know users.
  if (client === 'user' && admitsUsers(connector))
    return hasRight(connector, 'NT AUTHORITY\\Authenticated Users', right);
  const isPartner = client === 'partner' && hasRight(connector, 'MS Exchange\\Partner Servers', right);
  return isPartner || hasRight(connector, 'NT AUTHORITY\\ANONYMOUS LOGON', right);
}

/** Whether signing in would allow anything. */
export function admitsUsers({ PermissionGroups }: ReceiveConnector): boolean {
  return PermissionGroups.includes('ExchangeUsers');
}

/**
 * SASL mechanisms offered now. Without the group ExchangeUsers nobody gains by signing in, so AUTH is not offered and
 * cannot be guessed at; Integrated (GSSAPI, NTLM) is kept as a setting and not offered.
 * `further`: those beyond LOGIN and PLAIN that this connection could use.
 */
export function offeredMechanisms(
  connector: ReceiveConnector,
  isSecure: boolean,
  further: readonly string[] = [],
): readonly string[] {
  const { AuthMechanism } = connector;
  if (!AuthMechanism.includes('BasicAuth') || !admitsUsers(connector)) return [];
  return isSecure || !AuthMechanism.includes('BasicAuthRequireTLS') ? ['LOGIN', 'PLAIN', ...further] : [];
}

export function offersTls({ AuthMechanism }: ReceiveConnector): boolean {
  return AuthMechanism.includes('Tls');
}

/** MaxMessageSize, for whoever it holds for. */
export function largestMessage(connector: ReceiveConnector, client: Client): number {
  return may(connector, client, 'ms-Exch-Bypass-Message-Size-Limit') ? Infinity : connector.MaxMessageSize.bytes;
}
