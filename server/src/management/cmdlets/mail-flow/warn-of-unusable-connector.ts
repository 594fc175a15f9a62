import { hasRight } from '../../../domain/configuration/connector-rights.ts';
import type { ReceiveConnector } from '../../../domain/configuration/receive-connectors.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';

/**
 * Says so when every client of a connector would read 530: nobody is admitted without signing in, and nobody can sign in.
 * Exchange knows partners by their certificate and its servers by Kerberos; here neither is spoken.
 */
export function warnOfUnusableConnector(context: CmdletContext, connector: ReceiveConnector): void {
  const { Name, PermissionGroups, AuthMechanism } = connector;
  const admitsStrangers = hasRight(connector, 'NT AUTHORITY\\ANONYMOUS LOGON', 'ms-Exch-SMTP-Submit');
  const admitsUsers = PermissionGroups.includes('ExchangeUsers');
  if (admitsStrangers || (admitsUsers && AuthMechanism.includes('BasicAuth'))) return;
  if (PermissionGroups.length === 0)
    context.warn({
      en: `Nobody can use "${Name}" until it has PermissionGroups.`,
      fr: `Personne ne peut utiliser « ${Name} » tant qu'il n'a pas de PermissionGroups.`,
    });
  else if (admitsUsers)
    context.warn({
      en: `Nobody can use "${Name}": ExchangeUsers sign in with a password, so AuthMechanism needs BasicAuth.`,
      fr: `Personne ne peut utiliser « ${Name} » : les ExchangeUsers s'authentifient par mot de passe, il faut donc BasicAuth dans AuthMechanism.`,
    });
  else
    context.warn({
      en: `Nobody can use "${Name}": ${PermissionGroups.join(', ')} would be known by a certificate or Kerberos, which are not spoken here. Give AnonymousUsers and narrow -RemoteIPRanges to the partner's addresses, ExchangeUsers for those who sign in, or -AuthMechanism ExternalAuthoritative with ExchangeServers for servers that you trust.`,
      fr: `Personne ne peut utiliser « ${Name} » : ${PermissionGroups.join(', ')} se reconnaîtraient par un certificat ou par Kerberos, qui ne sont pas parlés ici. Donnez AnonymousUsers en limitant -RemoteIPRanges aux adresses du partenaire, ExchangeUsers à qui s'authentifie, ou -AuthMechanism ExternalAuthoritative avec ExchangeServers aux serveurs de confiance.`,
    });
}
