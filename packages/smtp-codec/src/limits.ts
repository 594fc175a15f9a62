/** What a client may make the reader hold. Sizes are bytes and count the CRLF. */
export interface SmtpLimits {
  /** RFC 5321 §4.5.3.1.4 asks for at least 512; parameters and UTF-8 addresses (RFC 6531, RFC 3461) make lines longer. */
  readonly commandLineBytes: number;
  /** RFC 4954 §4: lines of a SASL exchange may have 12,288. */
  readonly authLineBytes: number;
}

export const defaultLimits: SmtpLimits = { commandLineBytes: 4096, authLineBytes: 12_288 };
