import type { Mailbox } from '../../domain/directory/directory.ts';

/** How one protocol is reached from outside, as the page shows it. */
export interface ClientSetting {
  readonly serverName: string;
  readonly port: number;
  readonly encryption: 'SSL' | 'TLS' | 'None';
}

/** `null`: not configured, "Not available". */
export interface EffectiveClientSettings {
  readonly pop: ClientSetting | null;
  readonly imap: ClientSetting | null;
  readonly smtp: ClientSetting | null;
}

/**
 * The one source of the page, the test and every setup (services/client-settings): the external settings as of the last
 * web restart. `clientSettingsFor` leaves out what is closed for the mailbox; `published` is what anybody may know.
 */
export interface ClientSettingsSource {
  clientSettingsFor(mailbox: Mailbox): EffectiveClientSettings;
  published(): EffectiveClientSettings;
}
