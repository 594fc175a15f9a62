/** The DNS as the relay asks it. Names are A-labels without a final dot. */
export interface MailResolver {
  /** MX records; `[]` when the name exists and has none. @throws DnsError */
  mx(domain: string): Promise<readonly { readonly exchange: string; readonly priority: number }[]>;
  /** Every address of a host, IPv6 first; `[]` when it has none. @throws DnsError */
  addresses(host: string): Promise<readonly string[]>;
}

export class DnsError extends Error {
  /** `no-such-name` is the DNS's own answer (NXDOMAIN); `temporary` anything that may be otherwise later. */
  readonly kind: 'no-such-name' | 'temporary';
  constructor(kind: 'no-such-name' | 'temporary', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DnsError';
    this.kind = kind;
  }
}
