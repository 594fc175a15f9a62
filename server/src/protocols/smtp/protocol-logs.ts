import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import { createProtocolLog } from '../../platform/protocol-log/create-protocol-log.ts';
import { logDirectory } from '../../platform/protocol-log/log-directory.ts';
import { type ProtocolLog, silentProtocolLog } from '../../platform/protocol-log/protocol-log.ts';

// Exchange's ReceiveProtocolLogMaxFileSize, -MaxAge and -MaxDirectorySize.
const mostFileBytes = 10 * 1024 * 1024;
const keep = { maxAgeMs: 30 * 24 * 3600 * 1000, maxDirectoryBytes: 250 * 1024 * 1024 };

/** The SmtpReceive log of each transport role (reference §5.3), for connectors whose ProtocolLoggingLevel is Verbose. */
export class ProtocolLogs {
  private readonly parts: { readonly dataDirectory: string; readonly clock: Clock; readonly log: Log };
  private readonly open = new Map<ReceiveConnector['TransportRole'], ProtocolLog>();

  constructor(parts: { readonly dataDirectory: string; readonly clock: Clock; readonly log: Log }) {
    this.parts = parts;
  }

  for({ ProtocolLoggingLevel, TransportRole }: ReceiveConnector): ProtocolLog {
    if (ProtocolLoggingLevel === 'None') return silentProtocolLog;
    const known = this.open.get(TransportRole);
    if (known !== undefined) return known;
    const folder = TransportRole === 'FrontendTransport' ? 'FrontEnd' : 'Hub';
    const made = createProtocolLog({
      kind: 'SmtpReceive',
      directory: logDirectory(
        `%ExchangeInstallPath%TransportRoles\\Logs\\${folder}\\ProtocolLog\\SmtpReceive`,
        this.parts.dataDirectory,
      ),
      rollOver: 'Daily',
      sizeQuotaBytes: 0,
      mostFileBytes,
      keep,
      clock: this.parts.clock,
      log: this.parts.log,
    });
    this.open.set(TransportRole, made);
    return made;
  }

  async close(): Promise<void> {
    const logs = [...this.open.values()];
    this.open.clear();
    for (const log of logs) await log.close();
  }
}
