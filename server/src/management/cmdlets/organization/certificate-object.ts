import type { ManagementObject } from '@relais/management-contract';
import type { CertificateInfo, TlsService, UnusableCertificate } from '../../../platform/tls/certificates.ts';
import type { PendingRequest } from '../../../platform/tls/pending-requests.ts';
import type { ManagementServices } from '../../engine/services.ts';

/** As Get-ExchangeCertificate prints it. */
export function certificateObject({ server, clock }: ManagementServices, info: CertificateInfo): ManagementObject {
  return {
    CertificateDomains: info.names,
    FriendlyName: info.friendlyName,
    HasPrivateKey: true,
    IsSelfSigned: info.selfSigned,
    Issuer: info.issuer,
    NotAfter: info.notAfter,
    NotBefore: info.notBefore,
    PublicKeySize: info.keyBits,
    // Who is behind an issuer is not known here.
    RootCAType: info.selfSigned ? 'None' : 'Unknown',
    SerialNumber: info.serialNumber,
    Services: shownServices(info.services),
    Status: isInTime(info, clock.now()) ? 'Valid' : 'DateInvalid',
    Subject: info.subject,
    Thumbprint: info.thumbprint,
    Identity: `${server.fqdn}\\${info.thumbprint}`,
  };
}

/** In the order of Exchange's flags. */
function shownServices(services: readonly TlsService[]): string {
  const order: readonly TlsService[] = ['IMAP', 'POP', 'IIS', 'SMTP'];
  return order.filter((service) => services.includes(service)).join(', ') || 'None';
}

function isInTime({ notBefore, notAfter }: CertificateInfo, now: number): boolean {
  return notBefore.getTime() <= now && now <= notAfter.getTime();
}

/** One that lies in the folder and that no service can present; `Invalid` is Exchange's word for it. */
export function unusableCertificateObject(
  { server }: ManagementServices,
  { identity, subject, names, reason }: UnusableCertificate,
): ManagementObject {
  return {
    CertificateDomains: names,
    FriendlyName: '',
    HasPrivateKey: false,
    IsSelfSigned: false,
    Issuer: null,
    NotAfter: null,
    NotBefore: null,
    PublicKeySize: null,
    RootCAType: 'Unknown',
    SerialNumber: null,
    Services: 'None',
    Status: 'Invalid',
    Subject: subject,
    Thumbprint: identity,
    Identity: `${server.fqdn}\\${identity}`,
    Reason: reason,
  };
}

/** A request that waits for its certificate stands among the certificates, as in Exchange. */
export function pendingRequestObject({ server }: ManagementServices, pending: PendingRequest): ManagementObject {
  return {
    CertificateDomains: pending.names,
    FriendlyName: pending.friendlyName,
    HasPrivateKey: true,
    IsSelfSigned: false,
    Issuer: null,
    // As Windows has it. A script that looks for certificates that end soon would take none for the end of time.
    NotAfter: new Date(pending.asked.getTime() + 365 * 86_400_000),
    NotBefore: pending.asked,
    PublicKeySize: null,
    RootCAType: 'Unknown',
    SerialNumber: null,
    Services: 'None',
    Status: 'PendingRequest',
    Subject: pending.subject,
    Thumbprint: pending.thumbprint,
    Identity: `${server.fqdn}\\${pending.thumbprint}`,
    Request: pending.request,
  };
}

/** PEM, or what PEM wraps. */
export function requestBytes(request: string, isBinary: boolean): number[] {
  return [...(isBinary ? Buffer.from(request.replaceAll(/-----[^-]+-----/g, ''), 'base64') : Buffer.from(request))];
}
