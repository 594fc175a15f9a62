import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Long: what is waited for surely comes, however busy the machine is. */
const usualLimitMs = 60_000;

/** A raw client for line protocols: what was received stays readable until it is asked for. */
export class LineClient {
  private readonly socket: Socket;
  private buffer = '';
  private ended = false;
  private wake: (() => void) | null = null;
  private lastSent = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      this.buffer += chunk;
      this.wake?.();
    });
    const finish = (): void => {
      this.ended = true;
      this.wake?.();
    };
    socket.on('end', finish);
    socket.on('close', finish);
    socket.on('error', finish);
  }

  static async connect(
    port: number,
    options: { tls?: boolean; host?: string; from?: string } = {},
  ): Promise<LineClient> {
    const host = options.host ?? '127.0.0.1';
    const place = { port, host, ...(options.from === undefined ? {} : { localAddress: options.from }) };
    const socket = options.tls ? connectTls({ ...place, rejectUnauthorized: false }) : connect(place);
    await connected(socket, options.tls ? 'secureConnect' : 'connect', `a connection to ${host}:${port}`);
    return new LineClient(socket);
  }

  /** Upgrades a connection whose server has said that the handshake may begin. */
  async startTls(own: { readonly cert?: string; readonly key?: string } = {}): Promise<LineClient> {
    this.socket.removeAllListeners();
    const secure = connectTls({ socket: this.socket, rejectUnauthorized: false, ...own });
    await connected(secure, 'secureConnect', 'TLS on a connection that was in the clear');
    return new LineClient(secure);
  }

  send(text: string): void {
    this.lastSent = text.slice(0, 80);
    this.socket.write(text, 'latin1');
  }

  /** The next line without its end; `null` when the server has closed. @throws Error after `limitMs` without one. */
  async line(limitMs = usualLimitMs): Promise<string | null> {
    for (;;) {
      const end = this.buffer.indexOf('\n');
      if (end >= 0) {
        const line = this.buffer.slice(0, end).replace(/\r$/, '');
        this.buffer = this.buffer.slice(end + 1);
        return line;
      }
      if (this.ended) return null;
      await this.more(limitMs);
    }
  }

  /** Lines up to and with the first that matches. @throws Error when the server closes before. */
  async until(pattern: RegExp, limitMs = usualLimitMs): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.line(limitMs);
      if (line === null) throw new Error(`the server closed before ${pattern}; it said:\n${lines.join('\n')}`);
      lines.push(line);
      if (pattern.test(line)) return lines;
    }
  }

  /** Sends an IMAP command and gives every line up to its tagged reply. */
  async command(tag: string, text: string, limitMs = usualLimitMs): Promise<string[]> {
    this.send(`${tag} ${text}\r\n`);
    return this.until(new RegExp(`^${tag} `), limitMs);
  }

  /** True when nothing has arrived and the connection is open. */
  get isQuiet(): boolean {
    return this.buffer === '' && !this.ended;
  }

  get isClosed(): boolean {
    return this.ended && this.buffer === '';
  }

  close(): void {
    this.socket.destroy();
  }

  private more(limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.wake = null;
        reject(
          new Error(
            `nothing more arrived within ${limitMs} ms; after ${JSON.stringify(this.lastSent)}; unread: ${JSON.stringify(this.buffer.slice(0, 200))}`,
          ),
        );
      }, limitMs);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
    });
  }
}

/** @throws Error of the socket, or one that says what did not come within the usual limit. */
async function connected(socket: Socket, event: 'connect' | 'secureConnect', what: string): Promise<void> {
  const limit = AbortSignal.timeout(usualLimitMs);
  try {
    await once(socket, event, { signal: limit });
  } catch (cause) {
    if (!limit.aborted) throw cause;
    socket.destroy();
    throw new Error(`${what} did not come within ${usualLimitMs} ms`, { cause });
  }
}
