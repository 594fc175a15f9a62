import { type ByteSize, type TimeSpan, Unlimited } from '@relais/management-contract';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import { createProtocolLog, type ProtocolLogKind, type ProtocolLogOptions } from './create-protocol-log.ts';
import { logDirectory } from './log-directory.ts';
import { type ProtocolLog, silentProtocolLog } from './protocol-log.ts';

/** Where the files of a log are and how much of them is kept, as settings say it. */
export interface LogPlace {
  readonly path: string;
  readonly maxAge: TimeSpan;
  readonly maxDirectorySize: ByteSize | Unlimited;
  readonly maxFileSize: ByteSize | Unlimited;
}

const noLimit = Number.MAX_SAFE_INTEGER;

/** A log whose place may change while it is written: the next session opens it anew. */
export class MovableLog {
  private readonly parts: { readonly dataDirectory: string; readonly clock: Clock; readonly log: Log };
  private readonly kind: ProtocolLogKind;
  private key = '';
  private open: ProtocolLog = silentProtocolLog;

  constructor(
    kind: ProtocolLogKind,
    parts: { readonly dataDirectory: string; readonly clock: Clock; readonly log: Log },
  ) {
    this.kind = kind;
    this.parts = parts;
  }

  at(place: LogPlace): ProtocolLog {
    const key = JSON.stringify([place.path, place.maxAge, place.maxDirectorySize, place.maxFileSize]);
    if (key === this.key) return this.open;
    void this.open.close();
    const bytes = (size: ByteSize | Unlimited): number => (size instanceof Unlimited ? noLimit : size.bytes);
    const options: ProtocolLogOptions = {
      kind: this.kind,
      directory: logDirectory(place.path, this.parts.dataDirectory),
      rollOver: 'Daily',
      sizeQuotaBytes: 0,
      mostFileBytes: bytes(place.maxFileSize),
      keep: {
        maxAgeMs: place.maxAge.milliseconds === 0 ? noLimit : place.maxAge.milliseconds,
        maxDirectoryBytes: bytes(place.maxDirectorySize),
      },
      clock: this.parts.clock,
      log: this.parts.log,
    };
    this.open = createProtocolLog(options);
    this.key = key;
    return this.open;
  }

  async close(): Promise<void> {
    this.key = '';
    const { open } = this;
    this.open = silentProtocolLog;
    await open.close();
  }
}
