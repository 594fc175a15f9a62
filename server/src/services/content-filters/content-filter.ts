/** A message as filters are told of it. */
export interface FilteredMail {
  /** The address of the client; `null`: it is not known (webmail, JMAP). */
  readonly clientAddress: string | null;
  /** What it calls itself. */
  readonly clientHostname: string | null;
  /** This server's own name. */
  readonly server: string;
  /** Envelope sender; `''`: null. */
  readonly sender: string;
  /** Addresses as they were named. */
  readonly recipients: readonly string[];
  /** Who signed in, by the address he signs in with; `null`: nobody did. */
  readonly user: string | null;
  /** The number of the message, in the reply and the tracking log. */
  readonly number: number;
  readonly sizeBytes: number;
}

/** What a filter says. */
export type FilterVerdict =
  | { readonly kind: 'accept' }
  /** It is taken and goes nowhere. */
  | { readonly kind: 'discard' }
  /** `reason`: the filter's. */
  | { readonly kind: 'quarantine'; readonly reason: string }
  /** For the sender: `status` of RFC 3463 of the class 5 or 4. */
  | { readonly kind: 'reject' | 'defer'; readonly status: string; readonly text: string };

/** A filter that cannot be asked, or does not keep to the protocol. */
export class FilterUnavailable extends Error {
  override readonly name = 'FilterUnavailable';
}
