import type { Socket } from 'node:net';
import { createServer as createTlsServer, type SecureContext, TLSSocket } from 'node:tls';
import { StayAwake } from '../clock/stay-awake.ts';
import type { TlsCredentials } from '../tls/tls-credentials.ts';
import { channelBindingOf } from './channel-binding.ts';
import { type ClientCertificate, clientCertificateOf } from './client-certificate.ts';
import type { ProxiedEnds } from './proxy-header.ts';
import type { ChannelBinding, Endpoint, TlsState, Transport } from './transport.ts';

/** What has come and nobody has asked for; beyond this the socket reads no more. */
const mostWaitingBytes = 65_536;

let lastConnection = 0;
/** One event loop, one wakefulness: of all connections together. */
const loop = new StayAwake();

/** `Transport` over a real socket. A socket that arrives as a TLSSocket is already secure (implicit TLS). */
export class SocketTransport implements Transport {
  readonly id: string;
  readonly remote: Endpoint;
  readonly local: Endpoint;
  private socket: Socket;
  private readonly plain: Socket;
  private closeListeners: Set<() => void> | null = null;
  isClosed = false;
  private waitingReader: ((chunk: Uint8Array | null) => void) | null = null;
  private readonly waitingChunks: Uint8Array[] = [];
  private waitingBytes = 0;
  private inputEnded = false;

  /** `ends`: the connection that a trusted proxy took, in place of its own. */
  constructor(socket: Socket, raw: Socket = socket, ends: ProxiedEnds | null = null) {
    lastConnection += 1;
    this.id = `c${lastConnection.toString(36)}`;
    this.socket = socket;
    this.plain = raw;
    this.remote = ends?.remote ?? endpoint(raw.remoteAddress, raw.remotePort);
    this.local = ends?.local ?? endpoint(raw.localAddress, raw.localPort);
    raw.setNoDelay(true);
    raw.setKeepAlive(true, 60_000);
    this.listenTo(socket);
    loop.asked();
  }

  get isSecure(): boolean {
    return this.socket instanceof TLSSocket;
  }

  get tls(): TlsState | null {
    if (!(this.socket instanceof TLSSocket)) return null;
    const name = this.socket.servername as string | false | null | undefined;
    return {
      protocol: this.socket.getProtocol() ?? 'unknown',
      cipher: this.socket.getCipher().standardName,
      serverName: typeof name === 'string' && name !== '' ? name : null,
    };
  }

  channelBinding(kind: ChannelBinding): Buffer | null {
    const { socket } = this;
    return socket instanceof TLSSocket ? channelBindingOf(socket, kind) : null;
  }

  get bytesRead(): number {
    return this.plain.bytesRead;
  }

  get bytesWritten(): number {
    return this.plain.bytesWritten;
  }

  onClose(listener: () => void): () => void {
    if (this.isClosed) {
      listener();
      return () => {};
    }
    const listeners = (this.closeListeners ??= new Set());
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  read(): Promise<Uint8Array | null> {
    const ready = this.waitingChunks.shift();
    if (ready !== undefined) {
      this.waitingBytes -= ready.length;
      if (this.waitingChunks.length === 0 && this.socket.isPaused()) this.socket.resume();
      loop.asked();
      return Promise.resolve(ready);
    }
    if (this.inputEnded || this.isClosed) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.waitingReader = resolve;
    });
  }

  write(bytes: Uint8Array | string, whenSent?: () => void): Promise<void> | undefined {
    const { socket } = this;
    if (this.isClosed || socket.writableEnded) return undefined;
    const hasRoom = whenSent === undefined ? socket.write(bytes) : this.writeAndTell(bytes, whenSent);
    loop.answered();
    if (hasRoom) return undefined;
    return new Promise((resolve) => {
      const done = (): void => {
        socket.off('drain', done);
        socket.off('close', done);
        resolve();
      };
      socket.on('drain', done);
      socket.on('close', done);
    });
  }

  private writeAndTell(bytes: Uint8Array | string, whenSent: () => void): boolean {
    const { socket } = this;
    const tell = (error?: Error | null): void => {
      if (!error) whenSent();
    };
    if (socket !== this.plain) return socket.write(bytes, tell);
    // Most writes to a plain socket are over at once, and a callback would come in a tick of its own.
    const hasRoom = socket.write(bytes);
    if (!this.hasLeft) socket.write('', tell);
    else if (!socket.destroyed) whenSent();
    return hasRoom;
  }

  /** Nothing that was written waits in this process; TLS never says so. */
  private get hasLeft(): boolean {
    return this.socket === this.plain && this.socket.writableLength === 0;
  }

  cork(): void {
    this.socket.cork();
  }

  uncork(): void {
    this.socket.uncork();
  }

  async upgradeToMutualTls(
    credentials: TlsCredentials,
    authorities?: readonly string[],
  ): Promise<ClientCertificate | null> {
    const plain = this.plainForHandshake();
    // A server that never listens: only in there Node looks at the client's certificate.
    const handshake = createTlsServer({
      ...credentials,
      minVersion: 'TLSv1.2',
      requestCert: true,
      rejectUnauthorized: false,
      ...(authorities === undefined ? {} : { ca: [...authorities] }),
    });
    const secure = await new Promise<TLSSocket>((resolve, reject) => {
      handshake.once('secureConnection', resolve);
      handshake.once('tlsClientError', reject);
      plain.once('close', () => reject(new Error('the client closed the connection during the TLS handshake')));
      handshake.emit('connection', plain);
    });
    this.socket = secure;
    this.listenTo(secure);
    return clientCertificateOf(secure);
  }

  /** Injection defence: anything already received was sent before the handshake and is not the client's TLS. */
  private plainForHandshake(): Socket {
    const { plain } = this;
    plain.removeAllListeners('data');
    plain.removeAllListeners('end');
    plain.pause();
    while (plain.read() !== null);
    this.waitingChunks.length = 0;
    this.waitingBytes = 0;
    return plain;
  }

  async upgradeToTls(context: SecureContext): Promise<void> {
    const plain = this.plainForHandshake();
    const secure = new TLSSocket(plain, { isServer: true, secureContext: context });
    await new Promise<void>((resolve, reject) => {
      secure.once('secure', resolve);
      secure.once('error', reject);
      plain.once('close', () => reject(new Error('the client closed the connection during the TLS handshake')));
    });
    this.socket = secure;
    this.listenTo(secure);
  }

  async end(lastWords?: Uint8Array | string, graceMs = 2000): Promise<void> {
    const { socket } = this;
    if (this.isClosed) return;
    if (lastWords !== undefined && lastWords.length > 0) void this.write(lastWords);
    if (this.hasLeft) {
      // All is in the system's hands, which sends it and then says that nothing more comes.
      socket.destroy();
      await new Promise((resolve) => socket.once('close', resolve));
      return;
    }
    const timer = setTimeout(() => socket.destroy(), graceMs);
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      // The peer may never send its FIN; half-open connections are no use to mail.
      socket.end(() => socket.destroySoon());
    });
    clearTimeout(timer);
  }

  destroy(): void {
    this.socket.destroy();
    this.plain.destroy();
  }

  private listenTo(socket: Socket): void {
    socket.on('data', (chunk: Uint8Array) => {
      const deliver = this.waitingReader;
      if (deliver !== null) {
        this.waitingReader = null;
        loop.asked();
        deliver(chunk);
        return;
      }
      this.waitingChunks.push(chunk);
      this.waitingBytes += chunk.length;
      if (this.waitingBytes >= mostWaitingBytes) socket.pause();
    });
    socket.on('end', () => this.finishInput());
    // A reset or a failed handshake ends this connection only; `close` follows and tells the session.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.finishInput();
      this.isClosed = true;
      for (const listener of this.closeListeners ?? []) listener();
      this.closeListeners = null;
    });
  }

  private finishInput(): void {
    this.inputEnded = true;
    const deliver = this.waitingReader;
    this.waitingReader = null;
    deliver?.(null);
  }
}

function endpoint(address: string | undefined, port: number | undefined): Endpoint {
  return { address: plainAddress(address), port: port ?? 0 };
}

/**
 * The address alone: IPv4 that came to a listener of both families as IPv4, and without the zone of a link-local one (RFC 4007 §11), which
 * names a network card of this machine and is in no range and no literal (RFC 5321 §4.1.3).
 */
export function plainAddress(address: string | undefined): string {
  const text = address ?? '0.0.0.0';
  const zone = text.indexOf('%');
  if (zone !== -1) return text.slice(0, zone);
  return text.startsWith('::ffff:') ? text.slice(7) : text;
}
