import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connectTls } from './tls-client.ts';

/**
 * A raw client of a protocol of lines that does no more than look for the end of a reply: SMTP, LMTP and POP3. One
 * question at a time may wait.
 */
export class LineDriver {
  private readonly socket: Socket;
  private buffered = '';
  private ended = false;
  private wake: (() => void) | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.buffered += chunk.toString('latin1');
      this.wake?.();
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

  /** Takes from what came as much as `lengthOf` says is a whole reply; it gives -1 while there is none. */
  async take(lengthOf: (buffered: string) => number): Promise<string> {
    for (;;) {
      const length = lengthOf(this.buffered);
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
    const reply = await this.take((text) => {
      const line = text.indexOf('\r\n');
      if (line < 0) return -1;
      if (!isMultiLine || !text.startsWith('+OK')) return line + 2;
      const end = text.indexOf('\r\n.\r\n', line);
      return end < 0 ? -1 : end + 5;
    });
    if (!reply.startsWith('+OK')) throw new Error(reply);
    return reply;
  }

  close(): void {
    this.socket.destroy();
  }
}
