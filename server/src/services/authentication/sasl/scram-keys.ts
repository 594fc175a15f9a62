import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { saslprep } from '@mongodb-js/saslprep';

/** What a server keeps for SCRAM-SHA-256 in place of a password (RFC 5802 §3, RFC 7677). */
export interface ScramKeys {
  readonly iterations: number;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

// RFC 7677 §4 asks for 4096 at least. These keys stand beside an Argon2id hash and must not be the easy way round it. Cyrus
// SASL, by which mbsync, neomutt, KMail and Postfix sign in, computes this many and refuses one more. The client pays the
// same at each sign-in (about 25 ms on a computer, 70 ms on a phone).
export const scramIterations = 65_536;

const derive = promisify(pbkdf2);

/** Off the event loop. */
export async function scramKeysOf(password: string): Promise<ScramKeys> {
  const salt = randomBytes(16);
  const salted = await derive(prepared(password), salt, scramIterations, 32, 'sha256');
  return {
    iterations: scramIterations,
    salt,
    storedKey: createHash('sha256').update(hmac(salted, 'Client Key')).digest(),
    serverKey: hmac(salted, 'Server Key'),
  };
}

export function hmac(key: Buffer, text: string | Buffer): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** RFC 5802 §2.2, §5.1: SASLprep; a password that it forbids is used as it is, which clients do too. */
export function prepared(text: string): string {
  try {
    return saslprep(text, { allowUnassigned: true });
  } catch {
    return text.normalize('NFC');
  }
}

/** One word of text: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>` in base64. */
export function writeScramKeys({ iterations, salt, storedKey, serverKey }: ScramKeys): string {
  const base64 = (bytes: Buffer): string => bytes.toString('base64');
  return `SCRAM-SHA-256$${iterations}:${base64(salt)}$${base64(storedKey)}:${base64(serverKey)}`;
}

export function readScramKeys(text: string): ScramKeys | null {
  const [, iterations, salt, storedKey, serverKey] =
    /^SCRAM-SHA-256\$(\d{4,8}):([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  if (iterations === undefined) return null;
  const bytes = (base64 = ''): Buffer => Buffer.from(base64, 'base64');
  return {
    iterations: Number(iterations),
    salt: bytes(salt),
    storedKey: bytes(storedKey),
    serverKey: bytes(serverKey),
  };
}
