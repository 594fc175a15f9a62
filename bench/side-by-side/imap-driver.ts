import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Target } from './target.ts';
import { connectTls } from './tls-client.ts';

/** A raw IMAP client that looks for tagged replies only: the driver must not be what is measured. */
export class ImapDriver {
  private readonly socket: Socket;
  private lastTag = 0;
  private waiting: {
    readonly mark: Buffer;
    readonly resolve: (bytes: number) => void;
    readonly reject: (cause: Error) => void;
  } | null = null;
  private tail: Buffer = Buffer.from('\r\n');
  private bytes = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => this.take(chunk));
  }

  static async connect(target: Target, options: { readonly tls?: boolean } = {}): Promise<ImapDriver> {
    const socket = options.tls ? connectTls(target.imapsPort) : connect(target.imapPort, '127.0.0.1');
    await once(socket, 'data');
    return new ImapDriver(socket);
  }

  static async signIn(
    target: Target,
    options: { readonly tls?: boolean; readonly user?: number } = {},
  ): Promise<ImapDriver> {
    const driver = await ImapDriver.connect(target, options);
    await driver.run(`LOGIN ${target.user(options.user ?? 0)} ${target.password}`);
    return driver;
  }

  /** Sends a command; resolves with the bytes of the reply. @throws Error when it is not OK. */
  run(command: string): Promise<number> {
    this.lastTag += 1;
    return this.send(`t${this.lastTag} ${command}\r\n`, `t${this.lastTag}`);
  }

  /** As `run`, with the reply as text. */
  async text(command: string): Promise<string> {
    const chunks: Buffer[] = [];
    const listen = (chunk: Buffer): void => void chunks.push(chunk);
    this.socket.on('data', listen);
    await this.run(command).finally(() => this.socket.off('data', listen));
    return Buffer.concat(chunks).toString('latin1');
  }

  /** Sends commands in one write; resolves with the reply to the last. */
  pipeline(commands: readonly string[]): Promise<number> {
    const text = commands.map((command) => `t${++this.lastTag} ${command}\r\n`).join('');
    return this.send(text, `t${this.lastTag}`);
  }

  /** Begins IDLE; resolves once the server waits. */
  async idle(): Promise<void> {
    const waits = once(this.socket, 'data');
    this.socket.write(`t${++this.lastTag} IDLE\r\n`);
    await waits;
  }

  /** The next bytes that come unasked. */
  async unasked(): Promise<Buffer> {
    return (await once(this.socket, 'data'))[0] as Buffer;
  }

  close(): void {
    this.socket.destroy();
  }

  private send(text: string, tag: string): Promise<number> {
    this.bytes = 0;
    return new Promise((resolve, reject) => {
      this.waiting = { mark: Buffer.from(`\r\n${tag} `), resolve, reject };
      this.socket.write(text);
    });
  }

  private take(chunk: Buffer): void {
    this.bytes += chunk.length;
    const { waiting } = this;
    if (waiting === null) return;
    const looked = this.tail.length === 0 ? chunk : Buffer.concat([this.tail, chunk]);
    const found = looked.indexOf(waiting.mark);
    if (found < 0 || looked.indexOf('\r\n', found + 2) < 0) {
      this.tail = looked.subarray(-256);
      return;
    }
    this.tail = Buffer.from('\r\n');
    this.waiting = null;
    const reply = looked.subarray(found + waiting.mark.length, found + waiting.mark.length + 120).toString();
    if (reply.startsWith('OK')) waiting.resolve(this.bytes);
    else waiting.reject(new Error(`refused: ${reply}`));
  }
}
