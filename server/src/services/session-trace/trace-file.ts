import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fieldNames } from '../../platform/protocol-log/log-record.ts';
import type { SessionTrace } from './session-traces.ts';

/** Where the trace of an account is. */
export function traceFilePath(directory: string, accountId: string): string {
  return join(directory, `TRACE-${accountId}.LOG`);
}

/** The lines of one trace: readable by the server's own user only, and never larger than it was made for. */
export class TraceFile {
  readonly path: string;
  readonly #mostBytes: number;
  #state: SessionTrace['state'] = 'Running';
  #size = 0;
  #waiting = '';
  #writing: Promise<void> | null = null;
  #onEnd: () => void = () => {};

  private constructor(path: string, mostBytes: number) {
    this.path = path;
    this.#mostBytes = mostBytes;
  }

  /** Replaces the account's file of before. */
  static async create(directory: string, accountId: string, mostBytes: number): Promise<TraceFile> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const file = new TraceFile(traceFilePath(directory, accountId), mostBytes);
    const head = `#Fields: ${fieldNames}\r\n`;
    // Made anew, for an old file would keep its mode.
    await rm(file.path, { force: true });
    await writeFile(file.path, head, { flag: 'wx', mode: 0o600 });
    file.#size = Buffer.byteLength(head);
    return file;
  }

  get state(): SessionTrace['state'] {
    return this.#state;
  }

  get isOpen(): boolean {
    return this.#state === 'Running';
  }

  /** In bytes, with lines that are still being written. */
  get size(): number {
    return this.#size;
  }

  /** Never waits; the lines that wait for the disk are bounded by the size of the file. */
  append(lines: string): void {
    if (!this.isOpen) return;
    const bytes = Buffer.byteLength(lines);
    if (this.#size + bytes > this.#mostBytes) {
      this.end('Full');
      return;
    }
    this.#size += bytes;
    this.#waiting += lines;
    this.#writing ??= this.#drain();
  }

  whenEnded(work: () => void): void {
    this.#onEnd = work;
  }

  /** What is waiting is still written. */
  end(state: Exclude<SessionTrace['state'], 'Running'>): void {
    if (!this.isOpen) return;
    this.#state = state;
    this.#onEnd();
  }

  async written(): Promise<void> {
    await this.#writing;
  }

  async #drain(): Promise<void> {
    // Lines of one turn of the loop leave together.
    await new Promise<void>((resolve) => setImmediate(resolve));
    try {
      while (this.#waiting !== '') {
        const lines = this.#waiting;
        this.#waiting = '';
        await appendFile(this.path, lines, { mode: 0o600 });
      }
    } catch {
      this.#waiting = '';
      this.end('Failed');
    }
    this.#writing = null;
  }
}
