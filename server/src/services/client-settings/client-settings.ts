import type { Mailbox } from '../../domain/directory/directory.ts';

/** How one protocol is reached, as a person types it into a mail program. */
export interface ClientSetting {
  readonly serverName: string;
  readonly port: number;
  /** `SSL`: from the first byte; `TLS`: STARTTLS, STLS. */
  readonly encryption: 'SSL' | 'TLS' | 'None';
}

/** `null`: nothing is configured, or the protocol is closed for this mailbox. */
export interface ProtocolSettings {
  readonly pop: ClientSetting | null;
  readonly imap: ClientSetting | null;
  readonly smtp: ClientSetting | null;
}

export interface MailboxClientSettings extends ProtocolSettings {
  /** The same for clients inside: `InternalConnectionSettings`. */
  readonly internal: ProtocolSettings;
}

/** What users may see of the servers' settings: the published values as of the last web restart (reference §3). */
export interface ClientSettings {
  /** Leaves out what is closed for the mailbox. */
  clientSettingsFor(mailbox: Mailbox): MailboxClientSettings;
  /** What anybody may know, for automatic configuration before signing in. */
  published(): ProtocolSettings;
}
