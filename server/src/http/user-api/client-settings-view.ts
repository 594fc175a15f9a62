import type { Mailbox } from '../../domain/directory/directory.ts';
import type { ClientSetting, ClientSettings } from '../../services/client-settings/client-settings.ts';

export type ProtocolView =
  | ({ readonly state: 'available' } & ClientSetting)
  | { readonly state: 'not-available' }
  /** The protocol is disabled for this user: nothing of it is shown. */
  | { readonly state: 'hidden' };

export interface ClientSettingsView {
  readonly userName: string;
  readonly emailAddress: string;
  readonly pop: ProtocolView;
  readonly imap: ProtocolView;
  readonly smtp: ProtocolView;
}

/** What "Settings for POP or IMAP access" shows this mailbox's owner (reference §3). */
export function clientSettingsView(mailbox: Mailbox, source: ClientSettings): ClientSettingsView {
  const settings = source.clientSettingsFor(mailbox);
  return {
    userName: mailbox.userPrincipalName,
    emailAddress: mailbox.emailAddresses[0] ?? mailbox.userPrincipalName,
    pop: view(mailbox.popEnabled, settings.pop),
    imap: view(mailbox.imapEnabled, settings.imap),
    smtp: view(mailbox.smtpAuthEnabled, settings.smtp),
  };
}

function view(isEnabled: boolean, setting: ClientSetting | null): ProtocolView {
  if (!isEnabled) return { state: 'hidden' };
  if (setting === null) return { state: 'not-available' };
  return {
    state: 'available',
    serverName: setting.serverName,
    port: setting.port,
    encryption: setting.encryption,
  };
}
