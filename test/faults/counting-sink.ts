import { createServer, type Server, type Socket } from 'node:net';

/** What the sink knows of one recipient. */
export interface Counted {
  /** Ends of data that were answered with 250. */
  taken: number;
  /** Of these, those whose connection broke before the client said another word: it may not have read the 250. */
  unheard: number;
}

/**
 * An SMTP server that counts what it takes for whom. It answers `550` to the recipients that `refuses` names, and takes the
 * rest. It shares no code with the server.
 */
export class CountingSink {
  readonly recipients = new Map<string, Counted>();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #refuses: (address: string) => boolean;
  #taken = 0;
  #waiting: { readonly until: () => boolean; readonly resolve: () => void }[] = [];

  constructor(refuses: (address: string) => boolean) {
    this.#refuses = refuses;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve());
    });
    return (this.#server.address() as { port: number }).port;
  }

  /** Ends of data that were taken, twice counted twice. */
  get taken(): number {
    return this.#taken;
  }

  /** Resolves when the condition holds after something was taken. */
  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve) => this.#waiting.push({ until: condition, resolve }));
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket): void {
    let text = '';
    let recipients: string[] = [];
    let inData = false;
    let lastTaken: string[] = [];
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      for (const address of lastTaken) this.#of(address).unheard += 1;
    });
    socket.write('220 sink.test ESMTP\r\n');
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      // Another word: the client has read the answer before it.
      if (!inData) lastTaken = [];
      let answer = '';
      for (;;) {
        if (inData) {
          const end = text.startsWith('.\r\n') ? 0 : text.indexOf('\r\n.\r\n') + 2;
          if (end === 1) {
            text = text.slice(-4);
            break;
          }
          text = text.slice(end + 3);
          inData = false;
          answer += recipients.length === 0 ? '554 5.5.1 nobody\r\n' : '250 2.0.0 taken\r\n';
          for (const address of recipients) this.#of(address).taken += 1;
          this.#taken += recipients.length;
          lastTaken = recipients;
          recipients = [];
          continue;
        }
        const end = text.indexOf('\r\n');
        if (end < 0) break;
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        const verb = line.slice(0, 4).toUpperCase();
        if (verb === 'EHLO')
          answer +=
            '250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 50000000\r\n';
        else if (verb === 'MAIL' || verb === 'RSET') {
          recipients = [];
          answer += '250 2.0.0 ok\r\n';
        } else if (verb === 'RCPT') {
          const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
          if (this.#refuses(address)) answer += '550 5.1.1 No such user here\r\n';
          else {
            recipients.push(address);
            answer += '250 2.1.5 ok\r\n';
          }
        } else if (verb === 'DATA') {
          inData = recipients.length > 0;
          answer += inData ? '354 go on\r\n' : '554 5.5.1 no valid recipients\r\n';
        } else if (verb === 'QUIT') answer += '221 bye\r\n';
        else answer += '250 2.0.0 ok\r\n';
        if (verb === 'QUIT') socket.end();
      }
      if (answer !== '' && socket.writable) socket.write(answer);
      const ready = this.#waiting.filter(({ until }) => until());
      this.#waiting = this.#waiting.filter((one) => !ready.includes(one));
      for (const { resolve } of ready) resolve();
    });
  }

  #of(address: string): Counted {
    let counted = this.recipients.get(address);
    if (counted === undefined) this.recipients.set(address, (counted = { taken: 0, unheard: 0 }));
    return counted;
  }
}
