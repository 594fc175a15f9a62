import type { LocalisedText } from '@relais/management-contract';

/** Stable across versions and languages; what clients branch on. */
export type RefusalCode =
  | 'BadRequest'
  | 'NotSignedIn'
  | 'BadCredentials'
  | 'DoorClosed'
  | 'AccountDisabled'
  | 'Throttled'
  /** The password was right; more is asked for than can be given in this way. */
  | 'SecondFactorRequired'
  /** Signed in, and nothing may be done before a second factor is added. */
  | 'EnrolmentRequired'
  | 'AppPasswordRequired'
  /** The password or code of the caller is asked for once more. */
  | 'ConfirmationRequired'
  | 'CsrfTokenRequired'
  | 'Forbidden'
  | 'NotFound'
  | 'MethodNotAllowed'
  | 'Conflict'
  | 'TooLarge'
  | 'UnsupportedMediaType'
  | 'Unavailable';

/**
 * A request that is refused on purpose: `{"error": {"code", "message"}}` with the text in the caller's language.
 * Anything else that is thrown is a bug or an outage: logged once and answered with one fixed sentence.
 */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly code: RefusalCode;
  readonly text: LocalisedText;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, code: RefusalCode, text: LocalisedText, headers: Readonly<Record<string, string>> = {}) {
    super(text.en);
    this.name = 'HttpRefusal';
    this.status = status;
    this.code = code;
    this.text = text;
    this.headers = headers;
  }
}
