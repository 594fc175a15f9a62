import { type ConnectorRight, hasRight } from '../../domain/configuration/connector-rights.ts';
import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';

/** Whether somebody who has not signed in may submit; without a further right to our own mailboxes only (reference §2.4). */
export function admitsStrangers(connector: ReceiveConnector): boolean {
  return hasRight(connector, 'NT AUTHORITY\\ANONYMOUS LOGON', 'ms-Exch-SMTP-Submit');
}

/** Whether this client of the connector has a right. */
export function may(connector: ReceiveConnector, isUser: boolean, right: ConnectorRight): boolean {
  // Signing in is worth nothing where the connector does not know users.
  const principal =
    isUser && admitsUsers(connector) ? 'NT AUTHORITY\\Authenticated Users' : 'NT AUTHORITY\\ANONYMOUS LOGON';
  return hasRight(connector, principal, right);
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
export function largestMessage(connector: ReceiveConnector, isUser: boolean): number {
  return may(connector, isUser, 'ms-Exch-Bypass-Message-Size-Limit') ? Infinity : connector.MaxMessageSize.bytes;
}
