import { connect, type OnReadOpts, type Socket } from 'node:net';
import type { Target } from './target.ts';
import { connectTls } from './tls-client.ts';

/** Of all drivers: what comes is looked at before the next of it is read. Large, so that a list is few reads. */
const incoming = Buffer.allocUnsafe(262_144);
/** The longest tagged line, and more. */
const lineBytes = 1_024;
const nothing: Buffer = Buffer.alloc(0);

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (cause: Error) => void;
}

/** A raw IMAP client that looks for tagged replies only, for what is not timed and for sessions in IDLE; loads are played (`load/`). */
export class ImapDriver {
  private readonly socket: Socket;
  private lastTag = 0;
  private mark: Buffer = nothing;
  private reply: Waiting<number> | null = null;
  private next: Waiting<Buffer> | null = null;
  private collected: Buffer[] | null = null;
  private tail: Buffer = Buffer.from('\r\n');
  private bytes = 0;

  private constructor(target: Target, tls: boolean) {
    const onread: OnReadOpts = {
      buffer: incoming,
      callback: (length) => {
        this.hear(incoming.subarray(0, length));
        return true;
      },
    };
    this.socket = tls
      ? connectTls(target.imapsPort, onread)
      : connect({ port: target.imapPort, host: '127.0.0.1', onread });
    this.socket.on('error', (cause) => this.fail(cause));
    this.socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  static async connect(target: Target, options: { readonly tls?: boolean } = {}): Promise<ImapDriver> {
    const driver = new ImapDriver(target, options.tls === true);
    await driver.unasked();
    return driver;
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
    this.collected = chunks;
    await this.run(command).finally(() => {
      this.collected = null;
    });
    return Buffer.concat(chunks).toString('latin1');
  }

  /** Begins IDLE; resolves once the server waits. */
  async idle(): Promise<void> {
    const waits = this.unasked();
    this.socket.write(`t${++this.lastTag} IDLE\r\n`);
    await waits;
  }

  /** The next bytes that come. */
  unasked(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.next = { resolve, reject };
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private send(text: string, tag: string): Promise<number> {
    this.bytes = 0;
    this.mark = Buffer.from(`\r\n${tag} `);
    return new Promise((resolve, reject) => {
      this.reply = { resolve, reject };
      this.socket.write(text);
    });
  }

  /** `chunk` is overwritten by what comes next. */
  private hear(chunk: Buffer): void {
    this.collected?.push(Buffer.from(chunk));
    const { next } = this;
    if (next !== null) {
      this.next = null;
      next.resolve(Buffer.from(chunk));
    }
    this.bytes += chunk.length;
    if (this.reply !== null) this.lookForReply(chunk, this.reply);
  }

  /** A tagged line comes after all that it is about, so it is looked for at the end only. */
  private lookForReply(chunk: Buffer, waiting: Waiting<number>): void {
    const end = chunk.length < lineBytes ? Buffer.concat([this.tail, chunk]) : chunk.subarray(chunk.length - lineBytes);
    const found = end.indexOf(this.mark);
    if (found < 0 || end.indexOf('\r\n', found + 2) < 0) {
      this.tail = Buffer.from(end.subarray(-lineBytes));
      return;
    }
    this.tail = Buffer.from('\r\n');
    this.reply = null;
    const reply = end.subarray(found + this.mark.length, found + this.mark.length + 120).toString();
    if (reply.startsWith('OK')) waiting.resolve(this.bytes);
    else waiting.reject(new Error(`refused: ${reply}`));
  }

  private fail(cause: Error): void {
    this.reply?.reject(cause);
    this.next?.reject(cause);
    this.reply = null;
    this.next = null;
  }
}
