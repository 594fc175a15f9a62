import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connectTls } from './tls-client.ts';

const pop3End = '\r\n.\r\n';
const longestMark = 8;
/** Replies of a line may be errors where more lines were expected: they are looked at as they come. */
const shortLength = 1_024;

/**
 * A raw client of a protocol of lines that does no more than look for the end of a reply: SMTP, LMTP and POP3. One
 * question at a time may wait.
 */
export class LineDriver {
  private readonly socket: Socket;
  private buffered = '';
  private ended = false;
  private wake: (() => void) | null = null;
  /** What ends a long reply: until it comes there is nothing to look at, and looking puts all that came together. */
  private mark: string | null = null;
  private tail = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      const isOfInterest = this.mark === null || this.buffered.length < shortLength || this.hasMark(text);
      this.buffered += text;
      if (isOfInterest) this.wake?.();
    });
    socket.on('close', () => {
      this.ended = true;
      this.wake?.();
    });
    socket.on('error', () => socket.destroy());
  }

  static async connect(port: number, options: { readonly tls?: boolean } = {}): Promise<LineDriver> {
    const socket = options.tls ? connectTls(port) : connect(port, '127.0.0.1');
    await once(socket, options.tls ? 'secureConnect' : 'connect');
    return new LineDriver(socket);
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /**
   * Takes from what came as much as `lengthOf` says is a whole reply; it gives -1 while there is none. `mark`: what a
   * reply of more than a line ends with.
   */
  async take(lengthOf: (buffered: string) => number, mark: string | null = null): Promise<string> {
    this.mark = mark;
    for (;;) {
      const length = lengthOf(this.buffered);
      if (length < 0) this.tail = this.buffered.slice(-longestMark);
      if (length >= 0) {
        const reply = this.buffered.slice(0, length);
        this.buffered = this.buffered.slice(length);
        return reply;
      }
      if (this.ended) throw new Error(`the server closed the connection; before that it said ${this.buffered}`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = null;
    }
  }

  private hasMark(text: string): boolean {
    const found = (this.tail + text.slice(0, longestMark)).includes(this.mark ?? '') || text.includes(this.mark ?? '');
    this.tail = (this.tail + text).slice(-longestMark);
    return found;
  }

  /** A line of three digits and a space ends an SMTP reply (RFC 5321 §4.2.1). @throws Error unless it has the code. */
  async smtp(code: string): Promise<string> {
    const reply = await this.take((text) => {
      const last = /^\d{3} .*\r\n/m.exec(text);
      return last === null ? -1 : last.index + last[0].length;
    });
    if (!/^\d{3} /m.exec(reply)?.[0].startsWith(code)) throw new Error(`wanted ${code}, got ${reply}`);
    return reply;
  }

  /** @throws Error unless it is +OK. */
  async pop3(isMultiLine = false): Promise<string> {
    const reply = await this.take(
      (text) => {
        const line = text.indexOf('\r\n');
        if (line < 0) return -1;
        if (!isMultiLine || !text.startsWith('+OK')) return line + 2;
        const end = text.indexOf(pop3End, line);
        return end < 0 ? -1 : end + pop3End.length;
      },
      isMultiLine ? pop3End : null,
    );
    if (!reply.startsWith('+OK')) throw new Error(reply);
    return reply;
  }

  close(): void {
    this.socket.destroy();
  }
}
