import type { MailRequest, Reply } from '@relais/smtp-codec';
import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';
import { namesDomain } from '../../domain/configuration/secured-domain.ts';
import { transportSettings } from '../../domain/configuration/transport-settings.ts';
import { replies } from './replies.ts';
import type { Session } from './session.ts';

/** Whether clients are asked for a certificate: only where one could be of use. */
export function asksForCertificate({ PermissionGroups, DomainSecureEnabled }: ReceiveConnector): boolean {
  return PermissionGroups.includes('Partners') || DomainSecureEnabled;
}

/**
 * Whether the client is a partner (group Partners): an authority vouches for its certificate, and the certificate is for the
 * sender's domain, which TLSReceiveDomainSecureList names, or for a domain of TlsDomainCapabilities, whoever the sender is.
 */
export function isPartner({ certificate, connector, context }: Session, from: MailRequest['from']): boolean {
  if (certificate === null || certificate.problem !== null) return false;
  if (capableDomains(connector).some((domain) => certificate.isFor(domain))) return true;
  const { TLSReceiveDomainSecureList: secured } = context.settings.effective(transportSettings);
  // A report has no sender: it is a partner's when his certificate is for a domain of the list.
  if (from === null) return secured.some((domain) => !domain.startsWith('*.') && certificate.isFor(domain));
  return namesDomain(secured, from.domain) && certificate.isFor(from.domain);
}

/** DomainSecureEnabled: mail of a domain of the list is taken only from a server that proves that it is that domain's. */
export function domainRefusal(
  { certificate, connector, context, isSecure }: Session,
  from: MailRequest['from'],
): Reply | null {
  if (!connector.DomainSecureEnabled || from === null) return null;
  const { TLSReceiveDomainSecureList: secured } = context.settings.effective(transportSettings);
  if (!namesDomain(secured, from.domain)) return null;
  if (!isSecure) return replies.tlsFirst;
  const why =
    certificate === null
      ? 'no client certificate was shown'
      : (certificate.problem ?? (certificate.isFor(from.domain) ? null : 'the certificate is for another name'));
  // It waits: a certificate that has expired is renewed, and nobody's mail is lost by it.
  return why === null
    ? null
    : {
        code: 451,
        enhanced: '4.7.5',
        text: `Mail from ${from.domain} needs mutual TLS with a certificate for ${from.domain}: ${why}`,
      };
}

/** `contoso.com:AcceptOorgProtocol`: what stands behind the colon is of Exchange's own extensions. */
function capableDomains({ TlsDomainCapabilities }: ReceiveConnector): readonly string[] {
  return TlsDomainCapabilities.map((text) => text.slice(0, text.includes(':') ? text.indexOf(':') : undefined).trim());
}
