import type { SecureContext } from 'node:tls';

export interface CertificateInfo {
  /** SHA-1 of the certificate in upper-case hex, as Exchange names certificates. */
  readonly thumbprint: string;
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly selfSigned: boolean;
  /** 'IMAP', 'POP', 'SMTP', 'IIS'. */
  readonly services: readonly string[];
}

/** The server's certificates; a context is asked for each handshake, so a replaced certificate counts at once. */
export interface Certificates {
  /** The context for a host name (X509CertificateName, a connector's FQDN); the default one when none matches. */
  contextFor(name?: string | null): SecureContext;
  /** Which certificate `contextFor` would present. */
  describe(name?: string | null): CertificateInfo;
  list(): readonly CertificateInfo[];
}
