/** The kinds of records that are asked for, and what a value of each is. Names come in lower case without a final dot. */
export interface RecordValues {
  readonly A: string;
  readonly AAAA: string;
  /** RFC 8659 §4.1 */
  readonly CAA: { readonly flags: number; readonly tag: string; readonly value: string };
  readonly CNAME: string;
  readonly MX: { readonly exchange: string; readonly preference: number };
  readonly PTR: string;
  readonly SRV: { readonly target: string; readonly port: number; readonly priority: number; readonly weight: number };
  readonly TLSA: {
    readonly usage: number;
    readonly selector: number;
    readonly matchingType: number;
    readonly certificate: Uint8Array;
  };
  /** The strings of one record joined (RFC 7208 §3.3), one character a byte. */
  readonly TXT: string;
}
export type RecordType = keyof RecordValues;

export interface DnsAnswer<T> {
  readonly kind: 'found' | 'no-data' | 'no-such-name';
  /** Empty unless found. */
  readonly values: readonly T[];
  /** Whose values they are: what was asked for, or where its aliases lead (RFC 1034 §3.6.2). */
  readonly name: string;
  /** The resolver vouches for it by DNSSEC (AD, RFC 4035 §3.2.3). Worth as much as the way to the resolver. */
  readonly isAuthenticated: boolean;
}

/** Nobody answered, or with a failure (SERVFAIL): it may be otherwise later. */
export class DnsFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DnsFailure';
  }
}

/** The DNS through recursive resolvers. */
export interface DnsClient {
  /** @throws DnsFailure */
  query<K extends RecordType>(name: string, type: K): Promise<DnsAnswer<RecordValues[K]>>;
}
