import type { TransportServiceSettings } from '../../domain/configuration/transport-service-settings.ts';
import type { SendConnector } from '../../domain/queue/send-connectors.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import { MovableLog } from '../../platform/protocol-log/movable-log.ts';
import {
  type ProtocolLogSession,
  type SessionEnds,
  silentProtocolLog,
} from '../../platform/protocol-log/protocol-log.ts';

/** The send protocol log, for connectors whose ProtocolLoggingLevel is Verbose, and the connectivity log. */
export class OutboundLogs {
  private readonly settings: () => TransportServiceSettings;
  private readonly serverName: string;
  private readonly send: MovableLog;
  private readonly connectivity: MovableLog;

  constructor(parts: {
    readonly settings: () => TransportServiceSettings;
    readonly serverName: string;
    readonly dataDirectory: string;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.settings = parts.settings;
    this.serverName = parts.serverName;
    this.send = new MovableLog('SmtpSend', parts);
    this.connectivity = new MovableLog('Connectivity', parts);
  }

  /** What is said on a connection of the connector. */
  conversation(connector: SendConnector, host: string, ends: SessionEnds): ProtocolLogSession {
    const values = this.settings();
    const log =
      connector.ProtocolLoggingLevel === 'Verbose'
        ? this.send.at({
            path: values.SendProtocolLogPath,
            maxAge: values.SendProtocolLogMaxAge,
            maxDirectorySize: values.SendProtocolLogMaxDirectorySize,
            maxFileSize: values.SendProtocolLogMaxFileSize,
          })
        : silentProtocolLog;
    return log.session(host, { ...ends, connector: `${this.serverName}\\${connector.Name}` });
  }

  /** That a connection was made, failed or ended. */
  connection(connector: SendConnector, host: string, ends: SessionEnds): ProtocolLogSession {
    const values = this.settings();
    const log = values.ConnectivityLogEnabled
      ? this.connectivity.at({
          path: values.ConnectivityLogPath,
          maxAge: values.ConnectivityLogMaxAge,
          maxDirectorySize: values.ConnectivityLogMaxDirectorySize,
          maxFileSize: values.ConnectivityLogMaxFileSize,
        })
      : silentProtocolLog;
    return log.session(host, { ...ends, connector: connector.Name });
  }

  async close(): Promise<void> {
    await this.send.close();
    await this.connectivity.close();
  }
}
