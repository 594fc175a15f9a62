import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';
import { frontendTransportSettings } from '../../domain/configuration/frontend-transport-settings.ts';
import type { SettingsStore } from '../../domain/configuration/settings-store.ts';
import { transportServiceSettings } from '../../domain/configuration/transport-service-settings.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import { MovableLog } from '../../platform/protocol-log/movable-log.ts';
import { type ProtocolLog, silentProtocolLog } from '../../platform/protocol-log/protocol-log.ts';

/**
 * The SmtpReceive log of each transport role (reference §5.3), for connectors whose ProtocolLoggingLevel is Verbose; where
 * it is and how much is kept say Set-FrontendTransportService and Set-TransportService.
 */
export class ProtocolLogs {
  private readonly settings: Pick<SettingsStore, 'effective'>;
  private readonly logs: Readonly<Record<ReceiveConnector['TransportRole'], MovableLog>>;

  constructor(parts: {
    readonly dataDirectory: string;
    readonly settings: Pick<SettingsStore, 'effective'>;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.settings = parts.settings;
    this.logs = {
      FrontendTransport: new MovableLog('SmtpReceive', parts),
      HubTransport: new MovableLog('SmtpReceive', parts),
    };
  }

  for({ ProtocolLoggingLevel, TransportRole }: ReceiveConnector): ProtocolLog {
    if (ProtocolLoggingLevel === 'None') return silentProtocolLog;
    const values =
      TransportRole === 'FrontendTransport'
        ? this.settings.effective(frontendTransportSettings)
        : this.settings.effective(transportServiceSettings);
    return this.logs[TransportRole].at({
      path: values.ReceiveProtocolLogPath,
      maxAge: values.ReceiveProtocolLogMaxAge,
      maxDirectorySize: values.ReceiveProtocolLogMaxDirectorySize,
      maxFileSize: values.ReceiveProtocolLogMaxFileSize,
    });
  }

  async close(): Promise<void> {
    await this.logs.FrontendTransport.close();
    await this.logs.HubTransport.close();
  }
}
