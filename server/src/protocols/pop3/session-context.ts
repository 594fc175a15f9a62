import type { MailStore } from '../../domain/mail/account-store.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { ProtocolLog } from '../../platform/protocol-log/protocol-log.ts';
import type { Certificates } from '../../platform/tls/certificates.ts';
import type { LiveSessions } from '../../services/admission/live-sessions.ts';
import type { Authenticator } from '../../services/authentication/authenticator.ts';
import type { ExactSizes } from './exact-sizes.ts';
import type { MaildropLocks } from './maildrop-locks.ts';
import type { PopSettings } from './settings.ts';

/** What every session of a started service shares. The settings are those that the service started with. */
export interface SessionContext {
  readonly settings: PopSettings;
  readonly mailStore: MailStore;
  readonly authenticator: Authenticator;
  readonly liveSessions: LiveSessions;
  readonly certificates: Certificates;
  readonly clock: Clock;
  readonly log: Log;
  readonly protocolLog: ProtocolLog;
  readonly locks: MaildropLocks;
  readonly exactSizes: ExactSizes;
  /** For IMPLEMENTATION (RFC 2449 §6.9). */
  readonly version: string;
}
