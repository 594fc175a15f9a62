import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A raw client of SMTP and LMTP. One question at a time may wait. */
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

  static async connect(port: number): Promise<LineDriver> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new LineDriver(socket);
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** A line of three digits and a space ends an SMTP reply (RFC 5321 §4.2.1). @throws Error unless it has the code. */
  async smtp(code: string): Promise<void> {
    for (;;) {
      const last = /^\d{3} .*\r\n/m.exec(this.buffered);
      if (last !== null) {
        const reply = this.buffered.slice(0, last.index + last[0].length);
        this.buffered = this.buffered.slice(reply.length);
        if (!last[0].startsWith(code)) throw new Error(`wanted ${code}, got ${reply}`);
        return;
      }
      if (this.ended) throw new Error(`the server closed the connection; before that it said ${this.buffered}`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = null;
    }
  }
}
