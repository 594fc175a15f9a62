import type { TLSSocket } from 'node:tls';

/** What a client has shown of itself in the handshake. */
export interface ClientCertificate {
  /** As logs name it. */
  readonly subject: string;
  /** Why it is not believed; `null`: an authority that this server trusts vouches for it. */
  readonly problem: string | null;
  /** Whether it is for this name (RFC 9525 §6), which says nothing unless it is believed. */
  isFor(name: string): boolean;
}

/** The certificate of the client of a TLS connection; `null`: it has shown none. */
export function clientCertificateOf(socket: TLSSocket): ClientCertificate | null {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return null;
  return {
    // A certificate may have none (RFC 5280 §4.1.2.6), and Node says so in another way than its types.
    subject: ((certificate.subject as string | undefined) ?? '').replaceAll('\n', ', '),
    problem: socket.authorized ? null : String(socket.authorizationError ?? 'not trusted'),
    isFor: (name) => certificate.checkHost(name) !== undefined,
  };
}
