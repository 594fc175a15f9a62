import { type FileHandle, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileName, type LogFileNaming, parseFileName, periodOf, type RollOver } from './log-file-name.ts';
import { type LogKeeping, removeOldLogs } from './remove-old-logs.ts';

export interface LogFileOptions {
  readonly directory: string;
  readonly naming: LogFileNaming;
  /** `IMAP4 Log`, `SMTP Receive Protocol Log`. */
  readonly logType: string;
  /** For the `#Fields` line. */
  readonly fields: string;
  /** Counts only while `sizeQuotaBytes` is 0. */
  readonly rollOver: RollOver;
  /** 0: roll by time; `null`: one file for ever. */
  readonly sizeQuotaBytes: number | null;
  /** With rolling by time: a file that has reached this is followed by the next of its period. */
  readonly mostFileBytes?: number;
  /** Files beyond it are removed, oldest first, when a new one is begun; not given: all are kept. */
  readonly keep?: LogKeeping;
}

/** The file that is written now, and the next one when its time or size is over. Calls must not overlap. */
export class LogFile {
  private readonly options: LogFileOptions;
  private handle: FileHandle | null = null;
  private period = '';
  private number = 0;
  private sizeBytes = 0;
  private isFresh = false;

  constructor(options: LogFileOptions) {
    this.options = options;
  }

  /** Appends lines of about the time `time`. */
  async append(lines: string, time: number): Promise<void> {
    const bytes = Buffer.from(lines);
    if (this.handle === null) await this.openNewest(time);
    // A file that has only its header takes whatever comes.
    if (!this.isFresh && this.isOver(time, bytes.length)) await this.openNext(time);
    await this.handle?.appendFile(bytes);
    this.sizeBytes += bytes.length;
    this.isFresh = false;
  }

  async close(): Promise<void> {
    const { handle } = this;
    this.handle = null;
    await handle?.close();
  }

  private isOver(time: number, more: number): boolean {
    const { sizeQuotaBytes, rollOver } = this.options;
    if (sizeQuotaBytes === null) return false;
    if (sizeQuotaBytes > 0) return this.sizeBytes + more > sizeQuotaBytes;
    return periodOf(time, rollOver) !== this.period || this.sizeBytes + more > (this.options.mostFileBytes ?? Infinity);
  }

  /** Goes on with the file of before a restart when it is not over yet. */
  private async openNewest(time: number): Promise<void> {
    const { directory, naming, sizeQuotaBytes } = this.options;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const period = this.currentPeriod(time);
    let newest: { period: string; number: number } | null = null;
    for (const name of await readdir(directory)) {
      const found = parseFileName(naming, name);
      if (found === null || (sizeQuotaBytes === 0 && found.period !== period)) continue;
      if (
        newest === null ||
        found.period > newest.period ||
        (found.period === newest.period && found.number > newest.number)
      )
        newest = found;
    }
    await this.open(newest?.period ?? period, newest?.number ?? 1, time);
  }

  private async openNext(time: number): Promise<void> {
    const period = this.currentPeriod(time);
    await this.open(period, period === this.period ? this.number + 1 : 1, time);
  }

  private currentPeriod(time: number): string {
    return periodOf(time, this.options.sizeQuotaBytes === 0 ? this.options.rollOver : 'Daily');
  }

  private async open(period: string, number: number, time: number): Promise<void> {
    await this.close();
    const handle = await open(join(this.options.directory, fileName(this.options.naming, period, number)), 'a', 0o600);
    this.handle = handle;
    this.period = period;
    this.number = number;
    this.sizeBytes = (await handle.stat()).size;
    this.isFresh = this.sizeBytes === 0;
    if (this.sizeBytes > 0) return;
    if (this.options.keep !== undefined)
      await removeOldLogs(this.options.directory, this.options.naming, this.options.keep, time);
    const header = Buffer.from(
      `#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: ${this.options.logType}\r\n#Date: ${new Date(time).toISOString()}\r\n#Fields: ${this.options.fields}\r\n`,
    );
    await handle.appendFile(header);
    this.sizeBytes = header.length;
  }
}
