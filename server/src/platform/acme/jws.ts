import { createHash, createHmac, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** The public part of an account's key, its members in the order of RFC 7638 §3.2. */
export interface PublicJwk {
  readonly crv: string;
  readonly kty: string;
  readonly x: string;
  readonly y: string;
}

function publicJwk(key: KeyObject): PublicJwk {
  const { crv = '', kty = '', x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { crv, kty, x, y };
}

/** RFC 8555 §8.1: what a challenge is answered with. */
export function keyAuthorization(token: string, key: KeyObject): string {
  const thumbprint = createHash('sha256')
    .update(JSON.stringify(publicJwk(key)))
    .digest('base64url');
  return `${token}.${thumbprint}`;
}

/**
 * A request as RFC 8555 §6.2 has it. `key`: P-256. `kid`: the account's address; `null` sends the public key instead.
 * `payload`: `null` for POST-as-GET (§6.3).
 */
export function signedRequest(of: {
  readonly key: KeyObject;
  readonly kid: string | null;
  readonly nonce: string;
  readonly url: string;
  readonly payload: unknown;
}): string {
  const header = {
    alg: 'ES256',
    nonce: of.nonce,
    url: of.url,
    ...(of.kid === null ? { jwk: publicJwk(of.key) } : { kid: of.kid }),
  };
  const head = encoded(JSON.stringify(header));
  const payload = of.payload === null ? '' : encoded(JSON.stringify(of.payload));
  const signature = sign('sha256', Buffer.from(`${head}.${payload}`), { key: of.key, dsaEncoding: 'ieee-p1363' });
  return JSON.stringify({ protected: head, payload, signature: signature.toString('base64url') });
}

/** The account of a customer, which the authority gave a key for (RFC 8555 §7.3.4). */
export interface ExternalAccount {
  readonly keyId: string;
  /** base64url, as the authority shows it. Secret. */
  readonly macKey: string;
}

export function externalAccountBinding(external: ExternalAccount, key: KeyObject, url: string): object {
  const head = encoded(JSON.stringify({ alg: 'HS256', kid: external.keyId, url }));
  const payload = encoded(JSON.stringify(publicJwk(key)));
  const mac = createHmac('sha256', Buffer.from(external.macKey, 'base64url')).update(`${head}.${payload}`);
  return { protected: head, payload, signature: mac.digest('base64url') };
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}
