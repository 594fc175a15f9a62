import type { SecureContext } from 'node:tls';
import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';
import type { CertificateInfo, Certificates } from '../../platform/tls/certificates.ts';
import type { TlsCredentials } from '../../platform/tls/tls-credentials.ts';

/**
 * The certificate a connector presents: the one that TlsCertificateName names (`<I>issuer<S>subject`), if the server has
 * it, otherwise the one for its FQDN. Asked for each handshake, so that a renewed certificate counts at once.
 */
export function connectorCertificate(certificates: Certificates, connector: ReceiveConnector): SecureContext {
  return certificates.contextFor(namedCertificate(certificates, connector)?.names[0] ?? connector.Fqdn, 'SMTP');
}

/** The same, for a handshake that asks for the client's certificate too. */
export function connectorCredentials(certificates: Certificates, connector: ReceiveConnector): TlsCredentials {
  return certificates.credentials(namedCertificate(certificates, connector)?.names[0] ?? connector.Fqdn, 'SMTP');
}

/** The certificate that TlsCertificateName names; `undefined` when it names none or the server has no such one. */
export function namedCertificate(
  certificates: Certificates,
  { TlsCertificateName }: Pick<ReceiveConnector, 'TlsCertificateName'>,
): CertificateInfo | undefined {
  if (TlsCertificateName === null) return undefined;
  const wanted = comparable(TlsCertificateName);
  return certificates.list().find(({ issuer, subject }) => comparable(`<I>${issuer}<S>${subject}`) === wanted);
}

// Distinguished names are printed with commas or line ends, with or without a space after them.
function comparable(name: string): string {
  return name
    .toLowerCase()
    .split(/[,\n]/)
    .map((piece) => piece.trim())
    .join(',');
}
