import { Agent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';

/** Connections to a server with one known certificate. Nothing is sent, the password least of all, before it is checked. */
export class PinnedAgent extends Agent {
  private readonly fingerprint: string;
  /** `fingerprint`: SHA-256 in hexadecimal digits, with or without colons. */
  constructor(fingerprint: string) {
    // A resumed session shows no certificate, so sessions are not kept.
    super({ keepAlive: true, maxCachedSessions: 0 });
    this.fingerprint = fingerprint;
  }

  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const socket = connect({ ...(options as ConnectionOptions), rejectUnauthorized: false });
    socket.once('error', (error) => callback?.(error, socket));
    socket.once('secureConnect', () => {
      const failure = this.failure(socket);
      if (failure !== null) socket.destroy(failure);
      else callback?.(null, socket);
    });
  }

  private failure(socket: TLSSocket): Error | null {
    const certificate = socket.getPeerX509Certificate();
    const plain = (text: string): string => text.replaceAll(':', '').toLowerCase();
    if (certificate !== undefined && plain(certificate.fingerprint256) === plain(this.fingerprint)) return null;
    const found = certificate?.fingerprint256 ?? 'none';
    return new Error(
      `The server's certificate is not the pinned one: its SHA-256 fingerprint is ${found}, not ${this.fingerprint}. Somebody may be in between, or the certificate was renewed.`,
    );
  }
}
