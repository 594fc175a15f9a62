/** A command that cannot be read: the reply that says why. `text` is for a person. */
export class SmtpSyntaxError extends Error {
  readonly code: 500 | 501 | 553 | 555;
  readonly enhanced: string;

  constructor(code: 500 | 501 | 553 | 555, enhanced: string, text: string) {
    super(text);
    this.name = 'SmtpSyntaxError';
    this.code = code;
    this.enhanced = enhanced;
  }
}

/** RFC 3463 §3.6: X.5.4 invalid command arguments. */
export function badArguments(text: string): SmtpSyntaxError {
  return new SmtpSyntaxError(501, '5.5.4', text);
}
