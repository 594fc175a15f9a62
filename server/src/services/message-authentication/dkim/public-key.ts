import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { DnsClient } from '../../../platform/dns/dns-client.ts';
import { parseTagList } from './tag-list.ts';

export interface DkimKey {
  readonly key: KeyObject;
  readonly kind: 'rsa' | 'ed25519';
  /** t=s: i= must be d= itself. */
  readonly isStrict: boolean;
}

/** RFC 8301 §3.2: shorter RSA keys are no proof. */
const leastBits = 1024;
/** The DER of a SubjectPublicKeyInfo before the 32 bytes of an Ed25519 key (RFC 8410 §4). */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The key of a selector (RFC 6376 §3.6.1, RFC 8463 §4), or why there is none. @throws DnsFailure */
export async function findDkimKey(dns: DnsClient, domain: string, selector: string): Promise<DkimKey | string> {
  const { values } = await dns.query(`${selector}._domainkey.${domain}`, 'TXT');
  let reason = 'no key';
  for (const text of values) {
    const read = readKey(text);
    if (typeof read !== 'string') return read;
    reason = read;
  }
  return reason;
}

function readKey(text: string): DkimKey | string {
  const tags = parseTagList(text);
  const tag = (name: string): string => (tags?.get(name) ?? '').replace(/\s+/g, '');
  if (tags === null || !tags.has('p') || (tags.has('v') && tag('v') !== 'DKIM1'))
    return 'the key record cannot be read';
  if (tag('p') === '') return 'the key is revoked';
  const services = tag('s');
  if (services !== '' && !services.split(':').some((one) => one === '*' || one === 'email'))
    return 'the key is not for mail';
  const hashes = tag('h');
  if (hashes !== '' && !hashes.split(':').includes('sha256')) return 'the key is not for sha256';
  const kind = tag('k') || 'rsa';
  if (kind !== 'rsa' && kind !== 'ed25519') return 'the kind of key is unknown';
  const bytes = Buffer.from(tag('p'), 'base64');
  try {
    const der = kind === 'ed25519' && bytes.length === 32 ? Buffer.concat([ed25519Prefix, bytes]) : bytes;
    const key = publicKey(der, kind);
    if (key.asymmetricKeyType !== kind) return 'the key is of another kind than it says';
    if (kind === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < leastBits) return 'the key is too short';
    return { key, kind, isStrict: tag('t').split(':').includes('s') };
  } catch {
    return 'the key cannot be read';
  }
}

function publicKey(der: Buffer, kind: 'rsa' | 'ed25519'): KeyObject {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch (error) {
    // RFC 6376 §3.6.1 says RSAPublicKey, its erratum and everybody else SubjectPublicKeyInfo: both are read.
    if (kind === 'rsa') return createPublicKey({ key: der, format: 'der', type: 'pkcs1' });
    throw error;
  }
}

/** On the thread pool. RFC 8463 §3: Ed25519 signs the SHA-256 of what is signed. */
export function verifySignature(
  { key, kind }: DkimKey,
  signed: Buffer,
  digest: Buffer,
  signature: Buffer,
): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (error: Error | null, result: boolean): void => resolve(error === null && result);
    if (kind === 'rsa') verify('sha256', signed, key, signature, done);
    else verify(null, digest, key, signature, done);
  });
}
