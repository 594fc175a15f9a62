import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';

/** Whether somebody who has not signed in may submit: always to our own mailboxes only (reference §2.4). */
export function admitsStrangers({ PermissionGroups }: ReceiveConnector): boolean {
  return PermissionGroups.includes('AnonymousUsers');
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
