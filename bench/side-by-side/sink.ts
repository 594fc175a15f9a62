import { createServer, type Server, type Socket } from 'node:net';

/** An SMTP server that takes everything and keeps nothing; it counts messages. */
export class Sink {
  private readonly server: Server;
  private taken = 0;
  private waiting: { readonly count: number; readonly resolve: () => void } | null = null;

  private constructor() {
    this.server = createServer((socket) => this.serve(socket));
  }

  static async listen(): Promise<Sink> {
    const sink = new Sink();
    await new Promise<void>((resolve) => sink.server.listen(0, '127.0.0.1', () => resolve()));
    return sink;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  get count(): number {
    return this.taken;
  }

  /** Resolves when so many messages have come in all. */
  until(count: number): Promise<void> {
    if (this.taken >= count) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting = { count, resolve };
    });
  }

  close(): void {
    this.server.close();
  }

  private serve(socket: Socket): void {
    let text = '';
    let inData = false;
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.write('220 sink.test ESMTP\r\n');
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      let answer = '';
      let isOver = false;
      for (;;) {
        if (inData) {
          const end = text.startsWith('.\r\n') ? 0 : text.indexOf('\r\n.\r\n') + 2;
          if (end === 1) {
            // Only what may be the beginning of the end is kept.
            text = text.slice(-4);
            break;
          }
          text = text.slice(end + 3);
          inData = false;
          answer += '250 2.0.0 taken\r\n';
          this.take();
          continue;
        }
        const end = text.indexOf('\r\n');
        if (end < 0) break;
        const verb = text.slice(0, 4).toUpperCase();
        text = text.slice(end + 2);
        if (verb === 'EHLO') answer += '250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 50000000\r\n';
        else if (verb === 'DATA') {
          answer += '354 go on\r\n';
          inData = true;
        } else if (verb === 'QUIT') answer += '221 bye\r\n';
        else answer += '250 2.0.0 ok\r\n';
        isOver ||= verb === 'QUIT';
      }
      if (answer !== '' && socket.writable) socket.write(answer);
      // Postfix sends QUIT together with the end of its message: the 250 must leave first.
      if (isOver) socket.end();
    });
  }

  private take(): void {
    this.taken += 1;
    if (this.waiting === null || this.taken < this.waiting.count) return;
    const { resolve } = this.waiting;
    this.waiting = null;
    resolve();
  }
}
