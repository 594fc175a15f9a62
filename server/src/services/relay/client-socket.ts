import { connect, isIPv6, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { ReplyReader, replyText, type ServerReply } from '@relais/smtp-codec';
import type { Clock } from '../../platform/clock/clock.ts';
import type { ProtocolLogSession, SessionEnds } from '../../platform/protocol-log/protocol-log.ts';
import { trustMachineAuthorities } from '../../platform/tls/machine-authorities.ts';
import type { TlsCredentials } from '../../platform/tls/tls-credentials.ts';
import type { TlsFault } from '../../domain/reports/tls-observation.ts';
import { wrongName } from './certificate-names.ts';
import { untrusted } from './tls-observer.ts';
import { matchesTlsa, type TlsaRecord } from './dane-match.ts';

const stopping = 'this server is stopping';

/** The connection is over before what was asked of it was done. `text` is for a report. */
export class ConnectionLost extends Error {
  /** Nothing came back at all, not even a refusal. */
  readonly isSilent: boolean;
  /** What was wrong with the certificate. */
  readonly tlsFault: TlsFault | null;
  constructor(
    text: string,
    options: ErrorOptions & { readonly isSilent?: boolean; readonly tlsFault?: TlsFault | null } = {},
  ) {
    super(text, options);
    this.name = 'ConnectionLost';
    this.isSilent = options.isSilent ?? false;
    this.tlsFault = options.tlsFault ?? null;
  }
}

export interface TlsChecks {
  /** For SNI and the name in the certificate; an address is never sent as a name. */
  readonly serverName: string | null;
  readonly level: 'none' | 'chain' | 'name' | 'dane';
  /** At level `dane`: what the DNS publishes. */
  readonly tlsa: readonly TlsaRecord[];
  /** Of these the certificate must have one at level `name`, and at level `dane` where the records name an authority. */
  readonly expectedNames: readonly string[];
  /** Instead of the machine's own trusted authorities. */
  readonly authorities: readonly string[] | undefined;
  /** Shown to a server that asks for it. */
  readonly credentials?: TlsCredentials | undefined;
}

/** An outgoing connection: replies in, bytes out, every wait with an end. */
export class ClientSocket {
  private socket: Socket;
  /** The certificate is trusted and has the expected name, whatever was asked for. */
  isVerified = false;
  /** What is wrong with the certificate, whatever was asked for; `null`: nothing, or there was no TLS. */
  certificateFault: TlsFault | null = null;
  private readonly clock: Clock;
  private readonly replies = new ReplyReader();
  private wake: (() => void) | null = null;
  private lost: Error | null = null;
  private readonly log: ProtocolLogSession | null;

  private readonly unfollow: () => void;

  private constructor(socket: Socket, clock: Clock, log: ProtocolLogSession | null, signal: AbortSignal) {
    this.socket = socket;
    this.clock = clock;
    this.log = log;
    const stop = (): void => this.lose(new Error(stopping));
    signal.addEventListener('abort', stop, { once: true });
    this.unfollow = () => signal.removeEventListener('abort', stop);
    this.listenTo(socket);
    if (signal.aborted) stop();
  }

  /** @throws ConnectionLost */
  static async open(parts: {
    readonly address: string;
    readonly port: number;
    readonly localAddress: string | null;
    readonly timeoutMs: number;
    readonly clock: Clock;
    /** Ends the connection, whatever it waits for. */
    readonly signal: AbortSignal;
    /** Where the conversation is written down. */
    readonly openLog?: ((ends: SessionEnds) => ProtocolLogSession) | undefined;
  }): Promise<ClientSocket> {
    const { address, port, localAddress, timeoutMs, clock, signal } = parts;
    const socket = connect({ host: address, port, ...(localAddress === null ? {} : { localAddress }) });
    socket.setNoDelay(true);
    const fail = Promise.withResolvers<never>();
    let isSilent = false;
    const timer = clock.after(timeoutMs, () => {
      isSilent = true;
      socket.destroy(new Error('timed out'));
    });
    const stop = (): void => void socket.destroy(new Error(stopping));
    signal.addEventListener('abort', stop, { once: true });
    const end = isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
    socket.once('error', (cause: NodeJS.ErrnoException) => {
      // Node's own message names address and port once more.
      const why = cause.syscall === 'connect' ? (cause.code ?? cause.message) : cause.message;
      isSilent ||= cause.code === 'ETIMEDOUT';
      fail.reject(new ConnectionLost(`cannot connect to ${end}: ${why}`, { cause, isSilent }));
    });
    if (signal.aborted) stop();
    try {
      await Promise.race([new Promise<void>((resolve) => socket.once('connect', resolve)), fail.promise]);
    } finally {
      timer.cancel();
      signal.removeEventListener('abort', stop);
    }
    const log = parts.openLog?.({
      local: { address: socket.localAddress ?? '', port: socket.localPort ?? 0 },
      remote: { address, port },
    });
    log?.connect();
    return new ClientSocket(socket, clock, log ?? null, signal);
  }

  get remoteAddress(): string {
    return this.socket.remoteAddress ?? '';
  }

  get isOpen(): boolean {
    return this.lost === null && !this.socket.destroyed;
  }

  /** The next reply. @throws ConnectionLost, ReplySyntaxError */
  async reply(timeoutMs: number): Promise<ServerReply> {
    // Where the commands left together, several replies come together.
    const already = this.nextReply();
    if (already !== null) return already;
    const timer = this.clock.after(timeoutMs, () => this.lose(new Error('no reply in time')));
    try {
      for (;;) {
        const reply = this.nextReply();
        if (reply !== null) return reply;
        if (this.lost !== null) throw new ConnectionLost(`the connection was lost: ${this.lost.message}`);
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    } finally {
      timer.cancel();
    }
  }

  private nextReply(): ServerReply | null {
    const reply = this.replies.next();
    if (reply !== null && this.log?.isOn === true) this.log.received(replyText(reply));
    return reply;
  }

  /** Whether the server has said something that was not asked for. */
  get hasUnread(): boolean {
    return this.replies.hasUnread;
  }

  /** Queues bytes; waits while the other side does not read. `shown` stands in the log instead. @throws ConnectionLost */
  async write(bytes: Uint8Array | string, timeoutMs: number, shown?: string): Promise<void> {
    if (typeof bytes === 'string' && this.log?.isOn === true)
      for (const line of (shown ?? bytes).trimEnd().split('\r\n')) this.log.sent(line);
    if (this.lost !== null) throw new ConnectionLost(`the connection was lost: ${this.lost.message}`);
    if (this.socket.write(bytes)) return;
    const { socket } = this;
    const timer = this.clock.after(timeoutMs, () => this.lose(new Error('the other side does not read')));
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('drain', done);
        socket.off('close', done);
        resolve();
      };
      socket.on('drain', done);
      socket.on('close', done);
    });
    timer.cancel();
  }

  /** The same of several, which leave at once. @throws ConnectionLost */
  async writeTogether(parts: readonly (Uint8Array | string)[], timeoutMs: number): Promise<void> {
    const { socket } = this;
    socket.cork();
    const written = parts.map((part) => this.write(part, timeoutMs));
    socket.uncork();
    await Promise.all(written);
  }

  /** @throws ConnectionLost with what is wrong with the handshake or the certificate. */
  async startTls(checks: TlsChecks, timeoutMs: number): Promise<void> {
    const { serverName, level, expectedNames, authorities, tlsa, credentials } = checks;
    if (authorities === undefined) trustMachineAuthorities();
    const plain = this.socket;
    plain.removeAllListeners();
    const secure: TLSSocket = connectTls({
      socket: plain,
      minVersion: 'TLSv1.2',
      // Looked at below, where it is known what the connector asks for.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(serverName === null ? {} : { servername: serverName }),
      ...credentials,
      ...(authorities === undefined ? {} : { ca: [...authorities] }),
    });
    this.socket = secure;
    const fail = Promise.withResolvers<never>();
    const timer = this.clock.after(timeoutMs, () => secure.destroy(new Error('timed out')));
    secure.once('error', (cause) => fail.reject(new ConnectionLost(`TLS failed: ${cause.message}`, { cause })));
    secure.once('close', () => fail.reject(new ConnectionLost('TLS failed: the connection was closed')));
    fail.promise.catch(() => {});
    try {
      await Promise.race([new Promise<void>((resolve) => secure.once('secureConnect', resolve)), fail.promise]);
    } catch (error) {
      this.lose(error as Error);
      throw error;
    } finally {
      timer.cancel();
    }
    const misnamed = wrongName(expectedNames, secure.getPeerCertificate());
    this.isVerified = secure.authorized && misnamed === null;
    if (level === 'dane') {
      const certificate = secure.getPeerX509Certificate();
      this.isVerified = certificate !== undefined && matchesTlsa(tlsa, certificate, expectedNames, this.clock.now());
      if (!this.isVerified)
        this.certificateFault = { type: 'certificate-not-trusted', reason: 'no TLSA record matches the certificate' };
    } else if (!secure.authorized) this.certificateFault = untrusted(String(secure.authorizationError));
    else if (misnamed !== null) this.certificateFault = { type: 'certificate-host-mismatch', reason: misnamed };
    const wrong =
      (level === 'dane' && !this.isVerified && 'the certificate is not the one that the DNS publishes (DANE)') ||
      ((level === 'chain' || level === 'name') &&
        !secure.authorized &&
        `the certificate is not trusted (${String(secure.authorizationError)})`) ||
      (level === 'name' && misnamed);
    if (typeof wrong === 'string') {
      const error = new ConnectionLost(`TLS failed: ${wrong}`, { tlsFault: this.certificateFault });
      this.lose(error);
      throw error;
    }
    this.log?.info(`TLS ${secure.getProtocol() ?? ''} ${secure.getCipher()?.name ?? ''}`);
    this.listenTo(secure);
  }

  destroy(): void {
    this.lose(new Error('closed'));
  }

  private listenTo(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      this.replies.push(chunk);
      this.signal();
    });
    socket.on('error', (error) => this.lose(error));
    socket.on('end', () => this.lose(new Error('the other side closed it')));
    socket.on('close', () => this.lose(new Error('it was closed')));
  }

  private lose(error: Error): void {
    if (this.lost === null) this.log?.disconnect(error.message);
    this.lost ??= error;
    this.unfollow();
    this.socket.destroy();
    this.signal();
  }

  private signal(): void {
    const { wake } = this;
    this.wake = null;
    wake?.();
  }
}
