import type { LocalisedText } from '@relais/management-contract';

/** Why a certificate, a key or a file of them is not taken: the end of a sentence, for the administrator. `message` is the English one. */
export class CertificateRefusal extends Error {
  readonly text: LocalisedText;
  /** It is the password that does not fit. */
  readonly isOfPassword: boolean;
  constructor(text: LocalisedText, options: ErrorOptions & { readonly isOfPassword?: boolean } = {}) {
    super(text.en, options);
    this.text = text;
    this.isOfPassword = options.isOfPassword === true;
  }
}

/** The reason of whatever was thrown: what the libraries below say is in English, and stands in brackets. */
export function refusalText(error: unknown): LocalisedText {
  if (error instanceof CertificateRefusal) return error.text;
  const said = opensslReason(error);
  return { en: `it cannot be read (${said})`, fr: `il est illisible (${said})` };
}

/** Without OpenSSL's numbers: `error:0680009B:asn1 encoding routines::too long` is `too long`. */
export function opensslReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^error:[0-9A-F]+:.*:([^:]+)$/i.exec(message)?.[1] ?? message;
}
