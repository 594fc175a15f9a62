import type { SecureContext } from 'node:tls';
import type { Signer } from './cms-signature.ts';
import type { TlsCredentials } from './tls-credentials.ts';
import type { PendingRequest } from './pending-requests.ts';

export type TlsService = 'IMAP' | 'POP' | 'SMTP' | 'IIS';

export interface CertificateInfo {
  /** SHA-1 of the certificate in upper-case hex, as Exchange names certificates. */
  readonly thumbprint: string;
  /** A distinguished name, the common name first, as Windows shows it. */
  readonly subject: string;
  readonly issuer: string;
  /** What an administrator called it; may be empty. */
  readonly friendlyName: string;
  /** In upper-case hex. */
  readonly serialNumber: string;
  readonly keyBits: number;
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly selfSigned: boolean;
  /** Which services may present it; an empty list: none until it is enabled. */
  readonly services: readonly TlsService[];
  /** The file it is kept in, without its ending; `default` serves names that no other covers. */
  readonly name: string;
}

/** A pair or PFX of the folder that no service can present. */
export interface UnusableCertificate {
  /** The file it is kept in, without its ending. */
  readonly name: string;
  /** Its thumbprint, or `name` where that cannot be read. */
  readonly identity: string;
  /** The file where it cannot be read. */
  readonly subject: string;
  readonly names: readonly string[];
  readonly reason: string;
  /** For the operator: which file, why, and what to do. */
  readonly sentence: string;
  /** What was read from the files before is presented on. */
  readonly isStillPresented: boolean;
}

/** The server's certificates; a context is asked for each handshake, so a replaced certificate counts at once. */
export interface Certificates {
  /** The context for a host name (X509CertificateName, a connector's FQDN); the default one when none matches. */
  contextFor(name?: string | null, service?: TlsService): SecureContext;
  /** What `contextFor` is made of, for a handshake that needs more than a context. */
  credentials(name?: string | null, service?: TlsService): TlsCredentials;
  /** Which certificate `contextFor` would present. */
  describe(name?: string | null, service?: TlsService): CertificateInfo;
  /** What `contextFor` presents, to sign with; `null`: its key is not to be had (a PFX). */
  signer(name?: string | null, service?: TlsService): Signer | null;
  list(): readonly CertificateInfo[];
  /** Those of `list` that are presented for some name by some service: not what another has taken the place of. */
  presented(): readonly CertificateInfo[];
  /** What lies in the folder and cannot be used: their names are served by others, or by what was read before. */
  unusable(): readonly UnusableCertificate[];
}

/** A certificate that this server made, and the one that took its place. */
export interface Renewal {
  readonly before: CertificateInfo;
  readonly after: CertificateInfo;
}

/** What administrators do with certificates; each change counts for the next handshake. */
export interface CertificateStore extends Certificates {
  /** PEM text with a certificate (and its chain) and its key. @throws Error with a sentence for the administrator. */
  importPem(pem: string, passphrase: string | null): Promise<CertificateInfo>;
  /** PKCS #12. @throws Error with a sentence for the administrator. */
  importPfx(content: Buffer, passphrase: string | null): Promise<CertificateInfo>;
  /** `subject` is a distinguished name; the first of the names when left out. @throws Error with a sentence for the administrator. */
  makeSelfSigned(names: readonly string[], now: number, subject?: string): Promise<CertificateInfo>;
  /** What people are to call it. */
  call(thumbprint: string, friendlyName: string): Promise<CertificateInfo>;
  /**
   * Makes those anew that this server made and that end soon: same key, names and services. With `isClockSettled` those too whose time
   * has not come: the clock was ahead when they were made.
   */
  renewSelfMade(isClockSettled: boolean): Promise<readonly Renewal[]>;
  /** A certificate with its chain and its key as a PKCS #12 file. @throws Error, a sentence for the administrator. */
  exportPfx(thumbprint: string, password: string): Promise<Buffer>;
  /** A request for an authority; its key waits here until the certificate is imported. @throws Error, a sentence. */
  makeRequest(asked: {
    readonly subject: string;
    readonly names: readonly string[];
    readonly keyBits: number;
    readonly friendlyName: string;
  }): Promise<PendingRequest>;
  /** What no authority has answered yet, oldest first. */
  requests(): Promise<readonly PendingRequest[]>;
  /** Gives a request up with its key. */
  removeRequest(thumbprint: string): Promise<void>;
  /**
   * Adds services; every service presents it for its names, and for others when no other certificate has them. It takes these services
   * from certificates that it stands in for: those all of whose names it has.
   */
  enable(thumbprint: string, services: readonly TlsService[]): Promise<CertificateInfo>;
  /** Also one that cannot be used, by its `identity`. */
  remove(thumbprint: string): Promise<void>;
}
