import type { ReceiveConnector, ReceiveConnectors } from '../../domain/configuration/receive-connectors.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { ProtocolLog } from '../../platform/protocol-log/protocol-log.ts';
import type { Certificates } from '../../platform/tls/certificates.ts';
import type { LiveSessions } from '../../services/admission/live-sessions.ts';
import type { SettingsStore } from '../../domain/configuration/settings-store.ts';
import type { Authenticator } from '../../services/authentication/authenticator.ts';
import type { Delivery } from '../../services/delivery/delivery.ts';
import type { ConnectorChoice } from './connector-listeners.ts';
import type { MessageRates } from './message-rates.ts';

/** What a session may use. */
export interface SessionContext {
  /** Of who has connected, as it was then. */
  readonly connector: ReceiveConnector;
  /** Of a client that a proxy names. */
  readonly connectorFor: ConnectorChoice;
  readonly receiveConnectors: Pick<ReceiveConnectors, 'list'>;
  readonly settings: Pick<SettingsStore, 'effective'>;
  readonly serverName: string;
  readonly directory: Directory;
  readonly delivery: Delivery;
  readonly authenticator: Authenticator;
  readonly liveSessions: LiveSessions;
  readonly certificates: Certificates;
  /** Authorities that certificates of clients are checked against instead of the machine's own. */
  readonly clientAuthorities?: readonly string[];
  readonly messageRates: MessageRates;
  readonly protocolLog: ProtocolLog;
  readonly clock: Clock;
  readonly log: Log;
}
