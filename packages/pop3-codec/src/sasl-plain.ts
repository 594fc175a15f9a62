import { isUtf8 } from 'node:buffer';

export interface PlainCredentials {
  /** Whom to act for; empty: the user himself. */
  readonly authorizationId: string;
  readonly userName: string;
  readonly password: string;
}

/** The message of SASL PLAIN from its base64 (RFC 4616 §2); null when it is none. */
export function decodePlain(base64: string): PlainCredentials | null {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return null;
  const bytes = Buffer.from(base64, 'base64');
  if (!isUtf8(bytes)) return null;
  const parts = bytes.toString('utf8').split('\0');
  const [authorizationId, userName, password] = parts;
  if (parts.length !== 3 || authorizationId === undefined || !userName || !password) return null;
  return { authorizationId, userName, password };
}
