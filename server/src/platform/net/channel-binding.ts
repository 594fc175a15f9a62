import { createHash, X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { ChannelBinding } from './transport.ts';

/** The channel binding of a TLS connection, seen from the server; `null` where it has no safe one of this kind. */
export function channelBindingOf(socket: TLSSocket, kind: ChannelBinding): Buffer | null {
  switch (kind) {
    case 'tls-exporter':
      // RFC 9266 §4.2: below TLS 1.3 only with the extended master secret, which Node does not tell of.
      if (socket.getProtocol() !== 'TLSv1.3') return null;
      return socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
    case 'tls-server-end-point': {
      const { raw } = (socket.getCertificate() ?? {}) as { readonly raw?: Buffer };
      if (raw === undefined) return null;
      const hash = hashOf(new X509Certificate(raw).signatureAlgorithm ?? '');
      return hash === null ? null : createHash(hash).update(raw).digest();
    }
  }
}

/** RFC 5929 §4.1: the certificate's own hash, SHA-256 in place of MD5 and SHA-1; undefined without exactly one. */
function hashOf(signatureAlgorithm: string): string | null {
  const bits = /sha-?(1|224|256|384|512)\b|md5/i.exec(signatureAlgorithm.replace(/with.*$/i, (rest) => ` ${rest}`));
  if (bits === null) return null;
  return bits[1] === undefined || bits[1] === '1' ? 'sha256' : `sha${bits[1]}`;
}
