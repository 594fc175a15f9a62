import { hasRight } from '../../../domain/configuration/connector-rights.ts';
import type { ReceiveConnector } from '../../../domain/configuration/receive-connectors.ts';
import { transportSettings } from '../../../domain/configuration/transport-settings.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';

/**
 * Says so when every client of a connector would read 530: nobody is admitted without signing in, and nobody can sign in or be
 * known by a certificate. Exchange knows its own servers by Kerberos, which is not spoken here.
 */
export function warnOfUnusableConnector(context: CmdletContext, connector: ReceiveConnector): void {
  const { Name, PermissionGroups, AuthMechanism, TlsDomainCapabilities } = connector;
  const admitsStrangers = hasRight(connector, 'NT AUTHORITY\\ANONYMOUS LOGON', 'ms-Exch-SMTP-Submit');
  const admitsUsers = PermissionGroups.includes('ExchangeUsers');
  if (admitsStrangers || (admitsUsers && AuthMechanism.includes('BasicAuth'))) return;
  const { TLSReceiveDomainSecureList } = context.services.settings.configured(transportSettings);
  if (PermissionGroups.includes('Partners') && AuthMechanism.includes('Tls')) {
    if (TLSReceiveDomainSecureList.length + TlsDomainCapabilities.length > 0) return;
    context.warn({
      en: `Nobody can use "${Name}" until a partner is named: Set-TransportConfig -TLSReceiveDomainSecureList @{Add='contoso.com'}. A partner's server shows a certificate with that domain, from an authority that this machine trusts.`,
      fr: `Personne ne peut utiliser « ${Name} » tant qu’aucun partenaire n’est nommé : Set-TransportConfig -TLSReceiveDomainSecureList @{Add='contoso.com'}. Le serveur d’un partenaire présente un certificat portant ce domaine, d’une autorité à laquelle cette machine fait confiance.`,
    });
  } else if (PermissionGroups.length === 0)
    context.warn({
      en: `Nobody can use "${Name}" until it has PermissionGroups.`,
      fr: `Personne ne peut utiliser « ${Name} » tant qu’il n’a pas de PermissionGroups.`,
    });
  else if (admitsUsers)
    context.warn({
      en: `Nobody can use "${Name}": ExchangeUsers sign in with a password, so AuthMechanism needs BasicAuth.`,
      fr: `Personne ne peut utiliser « ${Name} » : les ExchangeUsers s’authentifient par mot de passe, il faut donc BasicAuth dans AuthMechanism.`,
    });
  else if (PermissionGroups.includes('Partners'))
    context.warn({
      en: `Nobody can use "${Name}": partners are known by the certificate they show, so AuthMechanism needs Tls.`,
      fr: `Personne ne peut utiliser « ${Name} » : les partenaires se reconnaissent au certificat qu’ils présentent, il faut donc Tls dans AuthMechanism.`,
    });
  else
    context.warn({
      en: `Nobody can use "${Name}": ${PermissionGroups.join(', ')} would be known by Kerberos, which is not spoken here. Give AnonymousUsers and narrow -RemoteIPRanges to the servers' addresses, ExchangeUsers for those who sign in, or -AuthMechanism ExternalAuthoritative with ExchangeServers for servers that you trust.`,
      fr: `Personne ne peut utiliser « ${Name} » : ${PermissionGroups.join(', ')} se reconnaîtraient par Kerberos, qui n’est pas parlé ici. Donnez AnonymousUsers en limitant -RemoteIPRanges aux adresses des serveurs, ExchangeUsers à qui s’authentifie, ou -AuthMechanism ExternalAuthoritative avec ExchangeServers aux serveurs de confiance.`,
    });
}
