import { Agent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';

/** What makes a server's certificate good enough: the machine's authorities, one known fingerprint, or anything. */
export interface CertificateTrust {
  readonly insecure?: boolean;
  /** SHA-256 in hexadecimal digits, with or without colons. */
  readonly fingerprint?: string;
}

/** Connections that are checked before anything is sent over them, the password least of all. */
export class TrustedAgent extends Agent {
  private readonly trust: CertificateTrust;
  constructor(trust: CertificateTrust) {
    // A resumed session shows no certificate, so sessions are not kept.
    super({ keepAlive: true, maxCachedSessions: 0 });
    this.trust = trust;
  }

  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    // The certificate is judged here, so that the refusal can say which one was shown.
    const socket = connect({ ...(options as ConnectionOptions), rejectUnauthorized: false });
    socket.once('error', (error) => callback?.(error, socket));
    socket.once('secureConnect', () => {
      const refusal = this.refusal(socket);
      if (refusal !== null) socket.destroy(refusal);
      else callback?.(null, socket);
    });
  }

  private refusal(socket: TLSSocket): Error | null {
    const { insecure, fingerprint: wanted } = this.trust;
    if (insecure === true) return null;
    const shown = socket.getPeerX509Certificate()?.fingerprint256 ?? 'none';
    const plain = (text: string): string => text.replaceAll(':', '').toLowerCase();
    if (wanted !== undefined) {
      if (plain(shown) === plain(wanted)) return null;
      return new Error(
        `The server's certificate is not the pinned one: its SHA-256 fingerprint is ${shown}, not ${wanted}. Somebody may be in between, or the certificate was renewed.`,
      );
    }
    if (socket.authorized) return null;
    return new Error(
      `The server's certificate is not trusted: ${reasonFor(String(socket.authorizationError))}. Its SHA-256 fingerprint is ${shown}; compare it with the server's own and pin it with --fingerprint, or take any certificate with --insecure.`,
    );
  }
}

/** What OpenSSL's codes mean to a person. */
function reasonFor(code: string): string {
  if (code.includes('SELF_SIGNED') || code.includes('self-signed'))
    return "it is self-signed, as a server's first certificate is";
  if (code.includes('UNABLE_TO_')) return 'it is signed by nobody this machine knows';
  if (code.includes('ALTNAME')) return 'it is for another host name';
  if (code.includes('EXPIRED')) return 'it has expired';
  return code;
}
