import type { OnReadOpts } from 'node:net';
import { connect, createSecureContext, type TLSSocket } from 'node:tls';

// Made once: a context for each connection would cost the driver more than the handshake. X25519 is what both sides have
// in common; left to themselves, Relais and the driver agree on X25519MLKEM768, which Dovecot's OpenSSL does not know.
const secureContext = createSecureContext({ minVersion: 'TLSv1.3', ecdhCurve: 'X25519' });

/** A connection over TLS 1.3 with a full handshake, to a server on this machine. `onread`: instead of 'data'. */
export function connectTls(port: number, onread?: OnReadOpts): TLSSocket {
  const reading = onread === undefined ? {} : { onread };
  return connect({ port, host: '127.0.0.1', rejectUnauthorized: false, secureContext, ...reading });
}
