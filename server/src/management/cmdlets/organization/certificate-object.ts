import type { ManagementObject } from '@relais/management-contract';
import type { CertificateInfo, UnusableCertificate } from '../../../platform/tls/certificates.ts';
import type { PendingRequest } from '../../../platform/tls/pending-requests.ts';
import type { ManagementServices } from '../../engine/services.ts';

/** As Get-ExchangeCertificate prints it. */
export function certificateObject({ server, clock }: ManagementServices, info: CertificateInfo): ManagementObject {
  return {
    CertificateDomains: info.names,
    IsSelfSigned: info.selfSigned,
    Issuer: info.issuer,
    NotAfter: info.notAfter,
    NotBefore: info.notBefore,
    Services: info.services.join(', ') || 'None',
    Status: isInTime(info, clock.now()) ? 'Valid' : 'DateInvalid',
    Subject: info.subject,
    Thumbprint: info.thumbprint,
    Identity: `${server.fqdn}\\${info.thumbprint}`,
  };
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
    IsSelfSigned: false,
    Issuer: null,
    NotAfter: null,
    NotBefore: null,
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
    IsSelfSigned: false,
    Issuer: null,
    NotAfter: null,
    NotBefore: pending.asked,
    Services: 'None',
    Status: 'PendingRequest',
    Subject: pending.subject,
    Thumbprint: pending.thumbprint,
    Identity: `${server.fqdn}\\${pending.thumbprint}`,
    Request: pending.request,
  };
}
