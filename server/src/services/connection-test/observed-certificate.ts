import { checkServerIdentity, type TLSSocket } from 'node:tls';

/** The certificate that a server presented. */
export interface ObservedCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** The names that it is for. */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-1 in upper-case hex. */
  readonly thumbprint: string;
  /** Whether it is for the name that was connected to. */
  readonly fitsName: boolean;
  /** Whether this machine's authorities vouch for it. */
  readonly isTrusted: boolean;
}

export function observedCertificate(socket: TLSSocket, host: string): ObservedCertificate {
  const certificate = socket.getPeerCertificate();
  const names = (certificate.subjectaltname ?? '')
    .split(', ')
    .filter((part) => part !== '')
    .map((part) => part.replace(/^(?:DNS|IP Address):/, ''));
  const subject = nameText(certificate.subject);
  return {
    subject,
    issuer: nameText(certificate.issuer),
    names: names.length > 0 ? names : [String(certificate.subject?.CN ?? '')],
    notBefore: new Date(certificate.valid_from),
    notAfter: new Date(certificate.valid_to),
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    fitsName: checkServerIdentity(host.replace(/^\[|\]$/g, ''), certificate) === undefined,
    isTrusted: socket.authorized,
  };
}

function nameText(name: object | undefined): string {
  return Object.entries(name ?? {})
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ');
}
