import type { ForwardPath, ReversePath } from './path.ts';

/** RFC 3461 §4.1. */
export type NotifyOn = 'success' | 'failure' | 'delay';

export interface MailRequest {
  readonly verb: 'MAIL';
  readonly from: ReversePath;
  /** RFC 1870 §3: octets the client says the message has. */
  readonly size: number | null;
  readonly body: '7BIT' | '8BITMIME' | 'BINARYMIME' | null;
  readonly smtpUtf8: boolean;
  /** RFC 4954 §5: who submitted it originally; `<>` when unknown. */
  readonly auth: string | null;
  /** RFC 3461 §4.3. */
  readonly ret: 'FULL' | 'HDRS' | null;
  /** RFC 3461 §4.4, decoded. */
  readonly envelopeId: string | null;
  /** RFC 8689 §2. */
  readonly requireTls: boolean;
  /** RFC 4865 §4: not to be sent before; `until` in milliseconds since 1970. */
  readonly hold: { readonly seconds: number } | { readonly until: number } | null;
  /** RFC 2852 §4: seconds from now; `R` returns it then, `N` only tells. */
  readonly deliverBy: { readonly seconds: number; readonly mode: 'R' | 'N'; readonly trace: boolean } | null;
  /** RFC 6710 §4: -9 to 9. */
  readonly priority: number | null;
}

export interface RecipientRequest {
  readonly verb: 'RCPT';
  readonly to: ForwardPath;
  /** `null`: not said; empty: NEVER. */
  readonly notify: readonly NotifyOn[] | null;
  /** RFC 3461 §4.2, decoded. */
  readonly originalRecipient: { readonly type: string; readonly address: string } | null;
}

export interface HelloRequest {
  readonly verb: 'EHLO' | 'HELO' | 'LHLO';
  /** A domain or address literal; `null` when the client gave none. */
  readonly client: string | null;
}

/** What a trusted proxy says of the client behind it, by attribute in upper case; `null` is [UNAVAILABLE]. */
export interface XclientRequest {
  readonly verb: 'XCLIENT';
  readonly attributes: ReadonlyMap<string, string | null>;
}

export interface BdatRequest {
  readonly verb: 'BDAT';
  readonly size: number;
  readonly last: boolean;
}

export interface AuthRequest {
  readonly verb: 'AUTH';
  readonly mechanism: string;
  /** Base64 as sent; empty text for `=` (RFC 4954 §4), `null` when there is none. */
  readonly initialResponse: string | null;
}

export interface TextRequest {
  readonly verb: 'VRFY' | 'EXPN' | 'HELP' | 'NOOP';
  readonly argument: string;
}

export interface BareRequest {
  readonly verb: 'DATA' | 'RSET' | 'QUIT' | 'STARTTLS';
}

export type SmtpRequest =
  | HelloRequest
  | MailRequest
  | RecipientRequest
  | BdatRequest
  | XclientRequest
  | AuthRequest
  | TextRequest
  | BareRequest;
export type SmtpVerb = SmtpRequest['verb'];
