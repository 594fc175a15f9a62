import type { SecureContext } from 'node:tls';
import type { TlsCredentials } from '../tls/tls-credentials.ts';
import type { ClientCertificate } from './client-certificate.ts';

export interface Endpoint {
  /** Numeric; IPv4-mapped IPv6 addresses are given as IPv4. */
  readonly address: string;
  readonly port: number;
}

export interface TlsState {
  readonly protocol: string;
  readonly cipher: string;
  readonly serverName: string | null;
}

/** RFC 9266; RFC 5929 §4. */
export type ChannelBinding = 'tls-exporter' | 'tls-server-end-point';

/** One TCP connection as a protocol session sees it: bytes in when asked, bytes out with back-pressure. */
export interface Transport {
  /** Unique in this process; the connection's name in every log. */
  readonly id: string;
  readonly remote: Endpoint;
  readonly local: Endpoint;
  /** Whether it is TLS by now; costs nothing to ask, unlike `tls`. */
  readonly isSecure: boolean;
  /** `null` while the connection is plain. */
  readonly tls: TlsState | null;
  /** What only the two ends of this very TLS connection know; `null` when there is none of this kind. */
  channelBinding(kind: ChannelBinding): Buffer | null;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /**
   * What the socket has received since the last call, at least one byte; `null` at the end of the stream. One call at a
   * time. The bytes are the caller's: nothing is read into them again.
   */
  read(): Promise<Uint8Array | null>;
  /**
   * Queues `bytes`; undefined while the client keeps up, otherwise resolves when the socket has drained. `whenSent` is called
   * when the system has a copy of them, so that their memory may be used again: often before this returns, and never of a
   * connection that fails.
   */
  write(bytes: Uint8Array | string, whenSent?: () => void): Promise<void> | undefined;
  /** Writes between `cork` and `uncork` leave as one. */
  cork(): void;
  uncork(): void;
  /**
   * Starts TLS as the server. What the client sent before the handshake is thrown away (RFC 3207 §4.2, RFC 9051 §6.2.1,
   * RFC 2595 §4): no caller can forget it.
   */
  upgradeToTls(context: SecureContext): Promise<void>;
  /**
   * The same, asking the client for a certificate too; `null`: it has none. `authorities` are those it is held against instead of
   * the machine's own.
   */
  upgradeToMutualTls(credentials: TlsCredentials, authorities?: readonly string[]): Promise<ClientCertificate | null>;
  /** Sends what is queued, then closes; resolves when the socket is closed, at most `graceMs` later (default 2 s). */
  end(lastWords?: Uint8Array | string, graceMs?: number): Promise<void>;
  /** Closes at once. */
  destroy(): void;
  /** Whether the connection is gone, whoever ended it. */
  readonly isClosed: boolean;
  /** Calls `listener` once when it goes; at once if it is gone already. Call the result to hear of it no more. */
  onClose(listener: () => void): () => void;
}
