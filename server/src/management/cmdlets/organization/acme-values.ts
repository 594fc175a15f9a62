import { X509Certificate } from 'node:crypto';
import { AddressSyntaxError, normalizeAddress } from '../../../domain/directory/email-address.ts';
import type { ExternalAccount } from '../../../platform/acme/jws.ts';
import { refused } from './acme-parameters.ts';

/** PEM of who vouches for a private ACME server, from Base64. @throws CmdletError */
export function authoritiesIn(base64: string | null): string | null {
  if (base64 === null) return null;
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    if (blocks.length > 0) return blocks.map((block) => new X509Certificate(block).toString()).join('');
  } catch {
    // Said below.
  }
  throw refused('AuthorityCertificate', '', {
    en: 'This is no certificate in PEM (BEGIN CERTIFICATE).',
    fr: 'Ce n’est pas un certificat PEM (BEGIN CERTIFICATE).',
  });
}

/** @throws CmdletError */
export function contactAddresses(given: readonly string[]): readonly string[] {
  return given.map((one) => {
    const address = one.replace(/^(?:mailto|smtp):/i, '');
    try {
      return normalizeAddress(address);
    } catch (error) {
      if (error instanceof AddressSyntaxError) throw refused('Contact', one, { en: error.message, fr: error.french });
      throw error;
    }
  });
}

/** `undefined`: not given; a key identifier of `null` removes both. @throws CmdletError where one is without the other. */
export function externalAccountOf(
  keyId: string | null | undefined,
  macKey: string | undefined,
  before: ExternalAccount | null,
): ExternalAccount | null {
  if (keyId === null) return null;
  const id = keyId ?? before?.keyId ?? '';
  const key = macKey ?? (id === before?.keyId ? before.macKey : '');
  if (id === '' || key === '')
    throw refused('ExternalAccountKeyId', '', {
      en: 'Give both: the key identifier (ExternalAccountKeyId) and the HMAC key (ExternalAccountHmacKey).',
      fr: 'Indiquez les deux : l’identifiant de clé (ExternalAccountKeyId) et la clé HMAC (ExternalAccountHmacKey).',
    });
  // Some authorities show Base64, and RFC 8555 §7.3.4 has base64url.
  if (!/^[\w+/-]{16,1024}={0,2}$/.test(key))
    throw refused('ExternalAccountHmacKey', '', {
      en: 'This is no HMAC key: authorities show it in Base64, at least 16 characters.',
      fr: 'Ce n’est pas une clé HMAC : les autorités l’affichent en Base64, 16 caractères au moins.',
    });
  return { keyId: id, macKey: key };
}
