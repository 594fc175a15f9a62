import { decodeBase64, encodeBase64 } from './base64.ts';

export interface PlainCredentials {
  /** Whom to act for; empty: oneself. */
  readonly authorizationId: string;
  readonly userName: string;
  readonly password: string;
}

/** The prompts of AUTH LOGIN (draft-murchison-sasl-login-00): `Username:` and `Password:`. */
export const loginPrompts = { userName: encodeBase64('Username:'), password: encodeBase64('Password:') } as const;

/** Reads the message of SASL PLAIN (RFC 4616 §2) from base64; `null` when it is none. */
export function readPlain(base64: string): PlainCredentials | null {
  const parts = readText(base64)?.split('\0');
  if (parts?.length !== 3) return null;
  const [authorizationId = '', userName = '', password = ''] = parts;
  return userName === '' ? null : { authorizationId, userName, password };
}

/** Reads one answer of AUTH LOGIN; `null` when it is no base64 of UTF-8 text, and it may hold no NUL. */
export function readLoginAnswer(base64: string): string | null {
  const text = readText(base64);
  return text === null || text.includes('\0') ? null : text;
}

function readText(base64: string): string | null {
  const bytes = decodeBase64(base64);
  if (bytes === null) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
