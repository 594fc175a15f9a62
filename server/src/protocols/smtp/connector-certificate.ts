import type { SecureContext } from 'node:tls';
import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';
import type { Certificates } from '../../platform/tls/certificates.ts';

/**
 * The certificate a connector presents: the one that TlsCertificateName names (`<I>issuer<S>subject`), if the server has
 * it, otherwise the one for its FQDN. Asked for each handshake, so that a renewed certificate counts at once.
 */
export function connectorCertificate(
  certificates: Certificates,
  { Fqdn, TlsCertificateName }: ReceiveConnector,
): SecureContext {
  const wanted = TlsCertificateName === null ? null : comparable(TlsCertificateName);
  const named = certificates.list().find(({ issuer, subject }) => comparable(`<I>${issuer}<S>${subject}`) === wanted);
  return certificates.contextFor(named?.names[0] ?? Fqdn);
}

// Distinguished names are printed with commas or line ends, with or without a space after them.
function comparable(name: string): string {
  return name
    .toLowerCase()
    .replace(/\s*[,\n]\s*/g, ',')
    .trim();
}
