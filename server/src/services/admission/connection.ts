import type { Transport } from '../../platform/net/transport.ts';
import type { LiveSession, SessionEnd, SessionProtocol } from './live-sessions.ts';

/** Whoever can be told to end. */
interface Endable {
  close(reason: SessionEnd, words: string): void;
}

/** A connection as administrators see it, from its first moment. */
export class Connection implements LiveSession {
  readonly id: string;
  readonly protocol: SessionProtocol;
  remoteAddress: string;
  readonly since: number;
  secure: boolean;
  user: string | null = null;
  accountId: string | null = null;
  delegateId: string | null = null;
  credentialId: string | null = null;
  client: string | null = null;
  state: string;
  folder: string | null = null;
  lastCommand: string | null = null;
  lastActivity: number;
  longestPause = 0;
  readonly #transport: Transport;
  readonly #session: Endable;

  constructor(protocol: SessionProtocol, transport: Transport, now: number, state: string, session: Endable) {
    this.id = transport.id;
    this.protocol = protocol;
    this.remoteAddress = transport.remote.address;
    this.since = now;
    this.secure = transport.isSecure;
    this.state = state;
    this.lastActivity = now;
    this.#transport = transport;
    this.#session = session;
  }

  /** A complete command has come: the only thing a client can do to count as active. `now`: milliseconds since 1970. */
  noteActivity(now: number): void {
    if (this.user !== null) this.longestPause = Math.max(this.longestPause, now - this.lastActivity);
    this.lastActivity = now;
  }

  bytesIn(): number {
    return this.#transport.bytesRead;
  }

  bytesOut(): number {
    return this.#transport.bytesWritten;
  }

  close(reason: SessionEnd, words: string): void {
    this.#session.close(reason, words);
  }
}
