/** What a TLS report (RFC 8460 §4.4) says of one domain, as it is kept: texts cut, the failures with the most sessions. */
export interface TlsReport {
  readonly policies: readonly TlsPolicyResult[];
}

export interface TlsPolicyResult {
  /** `tlsa`, `sts`, `no-policy-found`. */
  readonly policyType: string;
  readonly policyString: readonly string[];
  readonly mxHosts: readonly string[];
  /** Sessions. */
  readonly successful: number;
  readonly failed: number;
  readonly failures: readonly TlsFailure[];
}

export interface TlsFailure {
  /** RFC 8460 §4.3: `starttls-not-supported`, `certificate-expired`, … */
  readonly resultType: string;
  readonly sendingIp: string;
  readonly receivingHost: string;
  readonly receivingIp: string;
  readonly sessions: number;
  readonly reason: string;
}
