import { openRelayRange } from '../../../domain/configuration/connector-rights.ts';
import type { ReceiveConnector } from '../../../domain/configuration/receive-connectors.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';

/** After every change of a connector: says so when an outsider could now send to anybody through it. */
export function warnOfOpenRelay(context: CmdletContext, connector: ReceiveConnector): void {
  const range = openRelayRange(connector);
  if (range === null) return;
  context.warn({
    en: `"${connector.Name}" is an open relay: anybody from ${range} may send to any address without signing in, and spam will find it within hours. Narrow -RemoteIPRanges to the addresses of your own devices, or take the right away: Remove-ADPermission "${connector.Name}" -User "NT AUTHORITY\\ANONYMOUS LOGON" -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient.`,
    fr: `« ${connector.Name} » est un relais ouvert : quiconque depuis ${range} peut envoyer à n’importe quelle adresse sans s’authentifier, et le spam le trouvera en quelques heures. Limitez -RemoteIPRanges aux adresses de vos appareils, ou retirez le droit : Remove-ADPermission "${connector.Name}" -User "NT AUTHORITY\\ANONYMOUS LOGON" -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient.`,
  });
}
