import type { Observation } from './daily-counts.ts';

/** RFC 8460 §4.3. */
export type TlsResultType =
  | 'starttls-not-supported'
  | 'certificate-host-mismatch'
  | 'certificate-expired'
  | 'certificate-not-trusted'
  | 'validation-failure'
  | 'tlsa-invalid'
  | 'dnssec-invalid'
  | 'sts-policy-fetch-error'
  | 'sts-policy-invalid'
  | 'sts-webpki-invalid';

/** What stood in the way of TLS as it should be; `reason`: in the words of the library or ours. */
export interface TlsFault {
  readonly type: TlsResultType;
  readonly reason: string;
}

/** What a session with a host of a domain was held against (RFC 8460 §4.4). */
export interface AppliedTlsPolicy {
  readonly type: 'tlsa' | 'sts' | 'no-policy-found';
  /** The lines of the policy, or the TLSA records. */
  readonly strings: readonly string[];
  /** Where it stands: the recipients' domain, or where the TLSA records are. */
  readonly domain: string;
  /** Which hosts an MTA-STS policy names. */
  readonly mxHosts: readonly string[];
}

/** One session with a mail host of a domain (RFC 8460 §4.2); sessions alike are counted. */
export interface TlsObservation extends Observation {
  readonly policy: AppliedTlsPolicy;
  /** `null`: TLS as the policy wants it. */
  readonly failure:
    | (TlsFault & {
        readonly sendingIp: string | null;
        readonly receivingHost: string | null;
        readonly receivingIp: string | null;
      })
    | null;
}
