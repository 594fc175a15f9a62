import { close, closeSync, fstatSync, mkdirSync, openSync, renameSync, statSync, write, writeSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import { fileName, type LogFileNaming, parseFileName, periodOf } from '../protocol-log/log-file-name.ts';
import { removeOldLogs } from '../protocol-log/remove-old-logs.ts';

/** Lines that wait for the disk; beyond this they are dropped and counted. */
const mostWaitingBytes = 4 * 1024 * 1024;
/** A file is followed by the next when it has this share of what is kept in all. */
const filesOfOneSize = 16;
/** After a turn that failed: until the next attempt the file grows. */
const betweenAttemptsMs = 60_000;

/** How much is kept of the file and its older ones together. */
export interface LogFileKeeping {
  readonly maxTotalBytes: number;
  readonly maxAgeMs: number;
}

/**
 * A file that lines are appended to without ever holding up the process: when the disk is full or gone, lines are
 * dropped and counted, and the count is written once there is room. (A log that waits or throws on a full disk would
 * take the mail down with it.) Once `keep` was called the file turns by size and by day (UTC): `relais.log` becomes
 * `relais-20261129-1.log`, between two writes, and the oldest of these give way.
 */
export class LogFile {
  private readonly path: string;
  private readonly directory: string;
  private readonly naming: LogFileNaming;
  private readonly onTrouble: (sentence: string) => void;
  private fd: number;
  private sizeBytes = 0;
  private writtenAt = 0;
  private waiting: string[] = [];
  private waitingBytes = 0;
  private dropped = 0;
  private isTorn = false;
  private isFailing = false;
  private keeping: { readonly limits: () => LogFileKeeping; readonly clock: Clock } | null = null;
  private noTurnBefore = -Infinity;
  private work: Promise<void> | null = null;
  private tasks: (() => Promise<void> | void)[] = [];

  /** @throws Error when the file cannot be opened. `onTrouble` is told once an outage. */
  constructor(path: string, onTrouble: (sentence: string) => void) {
    this.path = path;
    this.directory = dirname(path);
    this.naming = { prefix: `${basename(path, '.log')}-`, extension: '.log' };
    this.onTrouble = onTrouble;
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    this.fd = this.open();
    this.readState();
  }

  /** What pino calls, a line at a time. */
  write(line: string): void {
    if (this.waitingBytes + line.length > mostWaitingBytes) {
      this.dropped += 1;
      return;
    }
    this.waiting.push(line);
    this.waitingBytes += line.length;
    this.begin();
  }

  /**
   * From now on the file turns. Only for the process that has the data directory to itself: two would take the file from
   * each other. Called again when the limits have changed, it obeys them at once.
   */
  keep(limits: () => LogFileKeeping, clock: Clock): Promise<void> {
    this.keeping = { limits, clock };
    return this.run(() => this.removeOld());
  }

  /** Goes on in a new file when somebody moved the old one away (logrotate, then SIGHUP). Lines before it are in the old one. */
  reopen(): Promise<void> {
    return this.run(() => {
      try {
        if (this.isMovedAway()) this.goOnIn(this.open());
      } catch (cause) {
        this.onTrouble(`the log goes on in the file that was moved away: ${(cause as Error).message}`);
      }
    });
  }

  /** Writes what waits and closes the file; what the disk does not take is lost. */
  async close(): Promise<void> {
    // A write under way owns the descriptor, which must not be closed, and perhaps given out again, beneath it.
    while (this.work !== null) await this.work;
    const text = this.waiting.splice(0).join('');
    this.waitingBytes = 0;
    try {
      if (text !== '') writeSync(this.fd, text);
    } catch (cause) {
      this.onTrouble(`the log could not be written: ${(cause as Error).message}`);
    }
    closeSync(this.fd);
  }

  /** In turn with the writes. */
  private run(task: () => Promise<void> | void): Promise<void> {
    return new Promise((resolve) => {
      this.tasks.push(async () => {
        await task();
        resolve();
      });
      this.begin();
    });
  }

  private begin(): void {
    this.work ??= this.drain();
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0 || this.tasks.length > 0) {
      // Lines of one turn of the loop leave together.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const lines = this.waiting.splice(0);
      this.waitingBytes = 0;
      const tasks = this.tasks.splice(0);
      if (lines.length > 0) {
        const bytes = this.bytesOf(lines);
        if (this.isOver(bytes.length)) await this.turn();
        await this.writeAll(bytes, lines.length);
      }
      for (const task of tasks) await task();
    }
    this.work = null;
  }

  /** The lines, after what must be said of those that were lost before them. */
  private bytesOf(lines: readonly string[]): Buffer {
    const note = this.dropped > 0 ? `{"level":40,"dropped":${this.dropped},"msg":"log lines were lost here"}\n` : '';
    return Buffer.from(`${this.isTorn ? '\n' : ''}${note}${lines.join('')}`);
  }

  private async writeAll(bytes: Buffer, count: number): Promise<void> {
    let written = 0;
    try {
      // A disk that fills takes a part, and refuses the rest at the next attempt.
      while (written < bytes.length) written += await writeOnce(this.fd, bytes.subarray(written));
      this.isTorn = false;
      this.dropped = 0;
      this.isFailing = false;
    } catch (cause) {
      const lost = linesIn(bytes.subarray(written));
      // The note on lines that were lost before is a line too: it got there or not.
      this.dropped = lost > count ? this.dropped + count : lost;
      if (written > 0) this.isTorn = bytes[written - 1] !== lineEnd;
      if (!this.isFailing) this.onTrouble(`the log cannot be written: ${(cause as Error).message}`);
      this.isFailing = true;
    }
    this.sizeBytes += written;
    if (this.keeping !== null) this.writtenAt = this.keeping.clock.now();
  }

  private isOver(more: number): boolean {
    if (this.keeping === null || this.sizeBytes === 0) return false;
    const { limits, clock } = this.keeping;
    const now = clock.now();
    if (clock.elapsed() < this.noTurnBefore) return false;
    return dayOf(this.writtenAt) !== dayOf(now) || this.sizeBytes + more > largestFile(limits());
  }

  private async turn(): Promise<void> {
    try {
      // Somebody else turns it, and has emptied it (copytruncate) or moved it away.
      this.sizeBytes = fstatSync(this.fd).size;
      if (this.isMovedAway()) return this.goOnIn(this.open());
      if (this.sizeBytes === 0) return;
      const older = join(this.directory, await this.nextName());
      renameSync(this.path, older);
      try {
        this.goOnIn(this.open());
      } catch (cause) {
        renameSync(older, this.path);
        throw cause;
      }
      await this.removeOld();
    } catch (cause) {
      this.noTurnBefore = (this.keeping?.clock.elapsed() ?? 0) + betweenAttemptsMs;
      this.onTrouble(`the log does not turn: ${(cause as Error).message}`);
    }
  }

  /** Named by the day of its last line; numbers of a day go on. */
  private async nextName(): Promise<string> {
    const period = periodOf(this.writtenAt, 'Daily');
    const numbers = (await readdir(this.directory))
      .map((name) => parseFileName(this.naming, name))
      .filter((parsed) => parsed?.period === period)
      .map((parsed) => parsed?.number ?? 0);
    return fileName(this.naming, period, Math.max(0, ...numbers) + 1);
  }

  private async removeOld(): Promise<void> {
    if (this.keeping === null) return;
    const { limits, clock } = this.keeping;
    const { maxTotalBytes, maxAgeMs } = limits();
    const keep = { maxAgeMs, maxDirectoryBytes: maxTotalBytes - largestFile(limits()) };
    await removeOldLogs(this.directory, this.naming, keep, clock.now()).catch((cause: Error) =>
      this.onTrouble(`older files of the log are not removed: ${cause.message}`),
    );
  }

  private isMovedAway(): boolean {
    const found = statSync(this.path, { throwIfNoEntry: false });
    const open = fstatSync(this.fd);
    return found?.ino !== open.ino || found.dev !== open.dev;
  }

  private open(): number {
    return openSync(this.path, 'a', 0o600);
  }

  /** The old file is closed off the loop. */
  private goOnIn(fd: number): void {
    close(this.fd, () => {});
    this.fd = fd;
    this.readState();
  }

  private readState(): void {
    const { size, mtimeMs } = fstatSync(this.fd);
    this.sizeBytes = size;
    this.writtenAt = mtimeMs;
  }
}

const lineEnd = 0x0a;

/** Of UTC, since 1970. */
function dayOf(time: number): number {
  return Math.floor(time / 86_400_000);
}

function largestFile({ maxTotalBytes }: LogFileKeeping): number {
  return Math.floor(maxTotalBytes / filesOfOneSize);
}

function writeOnce(fd: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, (cause, written) => (cause === null ? resolve(written) : reject(cause)));
  });
}

function linesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineEnd); at >= 0; at = bytes.indexOf(lineEnd, at + 1)) count += 1;
  return count;
}
