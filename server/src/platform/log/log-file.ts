import { closeSync, mkdirSync, openSync, write, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Lines that wait for the disk; beyond this they are dropped and counted. */
const mostWaitingBytes = 4 * 1024 * 1024;

/**
 * A file that lines are appended to without ever holding up the process: when the disk is full or gone, lines are
 * dropped and counted, and the count is written once there is room. (A log that waits or throws on a full disk would
 * take the mail down with it.)
 */
export class LogFile {
  private readonly fd: number;
  private readonly onTrouble: (sentence: string) => void;
  private waiting: string[] = [];
  private waitingBytes = 0;
  private dropped = 0;
  private isFailing = false;
  private isWriting = false;

  /** @throws Error when the file cannot be opened. `onTrouble` is told once an outage. */
  constructor(path: string, onTrouble: (sentence: string) => void) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.fd = openSync(path, 'a', 0o600);
    this.onTrouble = onTrouble;
  }

  /** What pino calls, a line at a time. */
  write(line: string): void {
    if (this.waitingBytes + line.length > mostWaitingBytes) {
      this.dropped += 1;
      return;
    }
    this.waiting.push(line);
    this.waitingBytes += line.length;
    if (!this.isWriting) this.writeWaiting();
  }

  /** Writes what waits and closes the file; what the disk does not take is lost. */
  async close(): Promise<void> {
    // A write under way owns the descriptor, which must not be closed, and perhaps given out again, beneath it.
    while (this.isWriting) await new Promise((resolve) => setImmediate(resolve));
    const text = this.waiting.splice(0).join('');
    this.waitingBytes = 0;
    try {
      if (text !== '') writeSync(this.fd, text);
    } catch (cause) {
      this.onTrouble(`the log could not be written: ${(cause as Error).message}`);
    }
    closeSync(this.fd);
  }

  private writeWaiting(): void {
    this.isWriting = true;
    // Lines of one turn of the loop leave together.
    setImmediate(() => {
      const note = this.dropped > 0 ? `{"level":40,"dropped":${this.dropped},"msg":"log lines were lost here"}\n` : '';
      const lines = this.waiting.splice(0);
      this.waitingBytes = 0;
      write(this.fd, note + lines.join(''), (cause) => {
        if (cause === null) {
          this.isFailing = false;
          if (note !== '') this.dropped = 0;
        } else {
          this.dropped += lines.length;
          if (!this.isFailing) this.onTrouble(`the log cannot be written: ${cause.message}`);
          this.isFailing = true;
        }
        this.isWriting = false;
        if (this.waiting.length > 0) this.writeWaiting();
      });
    });
  }
}
