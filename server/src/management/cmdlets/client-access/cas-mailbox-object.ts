import type { ManagementObject, ManagementValue } from '@relais/management-contract';
import { formatConnectionSetting } from '../../../domain/configuration/connection-setting.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { ClientSetting } from '../../../services/client-settings/client-settings.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { legacyDistinguishedName, mailboxTail, proxyAddresses } from '../recipients/mailbox-tail.ts';

/** Kept beside the mailbox and printed; what the defaults of reference §5.2 are. */
const protocolOptions: Readonly<Record<string, ManagementValue>> = {
  PopUseProtocolDefaults: true,
  PopMessagesRetrievalMimeFormat: 'BestBodyFormat',
  PopEnableExactRFC822Size: false,
  PopSuppressReadReceipt: false,
  PopForceICalForCalendarRetrievalOption: false,
  ImapUseProtocolDefaults: true,
  ImapMessagesRetrievalMimeFormat: 'BestBodyFormat',
  ImapEnableExactRFC822Size: false,
  ImapSuppressReadReceipt: false,
  ImapForceICalForCalendarRetrievalOption: false,
  ImapDisabledCapabilities: [],
};

export function protocolOption(mailbox: Mailbox, name: string): ManagementValue {
  return (mailbox.otherProperties[name] as ManagementValue | undefined) ?? protocolOptions[name] ?? null;
}

/** As Get-CASMailbox prints it; the client settings are empty without -ProtocolSettings, as in Exchange. */
export function casMailboxObject(
  services: ManagementServices,
  mailbox: Mailbox,
  withProtocolSettings: boolean,
): ManagementObject {
  const settings = withProtocolSettings ? services.clientSettings.clientSettingsFor(mailbox) : null;
  const options = (prefix: string): ManagementObject =>
    Object.fromEntries(
      Object.keys(protocolOptions)
        .filter((name) => name.startsWith(prefix))
        .map((name) => [name, protocolOption(mailbox, name)]),
    );
  return {
    EmailAddresses: proxyAddresses(mailbox),
    LegacyExchangeDN: legacyDistinguishedName(services, mailbox),
    LinkedMasterAccount: '',
    PrimarySmtpAddress: mailbox.emailAddresses[0] ?? '',
    SamAccountName: mailbox.samAccountName,
    ServerLegacyDN: `/o=${services.directory.organizationName}/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=${services.server.name}`,
    ServerName: services.server.name.toLowerCase(),
    DisplayName: mailbox.displayName,
    ActiveSyncEnabled: false,
    OWAEnabled: mailbox.owaEnabled,
    ECPEnabled: mailbox.owaEnabled,
    PopEnabled: mailbox.popEnabled,
    ...options('Pop'),
    ImapEnabled: mailbox.imapEnabled,
    ...options('Imap'),
    MAPIEnabled: false,
    EwsEnabled: false,
    SmtpClientAuthenticationDisabled: !mailbox.smtpAuthEnabled,
    ExternalImapSettings: shown(settings?.imap),
    InternalImapSettings: shown(settings?.internal.imap),
    ExternalPopSettings: shown(settings?.pop),
    InternalPopSettings: shown(settings?.internal.pop),
    ExternalSmtpSettings: shown(settings?.smtp),
    InternalSmtpSettings: shown(settings?.internal.smtp),
    ...mailboxTail(services, mailbox),
  };
}

function shown(setting: ClientSetting | null | undefined): string {
  return setting == null
    ? ''
    : formatConnectionSetting({ host: setting.serverName, port: setting.port, encryption: setting.encryption });
}
