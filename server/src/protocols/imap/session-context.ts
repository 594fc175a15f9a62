import type { Directory } from '../../domain/directory/directory.ts';
import type { MailStore } from '../../domain/mail/account-store.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { ProtocolLog } from '../../platform/protocol-log/protocol-log.ts';
import type { Certificates } from '../../platform/tls/certificates.ts';
import type { LiveSessions } from '../../services/admission/live-sessions.ts';
import type { Authenticator } from '../../services/authentication/authenticator.ts';
import type { Mailboxes } from '../../services/sharing/open-mailbox.ts';
import type { ImapSettings } from './settings.ts';

/** What every session of a started service shares. The settings are those that the service started with. */
export interface SessionContext {
  readonly settings: ImapSettings;
  readonly mailboxes: Mailboxes;
  readonly mailStore: MailStore;
  readonly authenticator: Authenticator;
  readonly liveSessions: LiveSessions;
  readonly certificates: Certificates;
  readonly clock: Clock;
  readonly log: Log;
  readonly protocolLog: ProtocolLog;
  /** For messages on their way in that cannot be kept as they come. */
  readonly spoolDirectory: string;
  /** APPENDLIMIT (RFC 7889) */
  readonly largestMessageBytes: number;
  /** Where this server's JMAP is (RFC 9698); undefined: nowhere. */
  readonly jmapUrl: string | undefined;
  /** Whose mailbox a URL names, who is meant in an access control list, and where quotas are kept. */
  readonly directory: Pick<Directory, 'findLogin' | 'findRecipient' | 'updateMailbox' | 'onChange'>;
  /** For ID (RFC 2971). */
  readonly version: string;
}
