import { asciiDomain } from '../../../domain/queue/address-space.ts';
import { fieldBody, type HeaderField } from '../header-fields.ts';
import type { Canonicalization } from './canonical-header.ts';
import { parseTagList } from './tag-list.ts';

/** A DKIM-Signature or ARC-Message-Signature that can be read (RFC 6376 §3.5, RFC 8617 §4.1.2). */
export interface SignatureField {
  readonly field: HeaderField;
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256';
  readonly signature: Buffer;
  readonly bodyHash: string;
  readonly headerHow: Canonicalization;
  readonly bodyHow: Canonicalization;
  readonly domain: string;
  readonly selector: string;
  /** In lower case. */
  readonly signedNames: readonly string[];
  /** i= of DKIM: the domain it speaks for. */
  readonly identityDomain: string;
  readonly bodyLength: number | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number | null;
}

/** @returns the reason, for a person, when it cannot be used. */
export function parseSignatureField(field: HeaderField, kind: 'dkim' | 'arc'): SignatureField | string {
  const tags = parseTagList(fieldBody(field));
  if (tags === null) return 'the tags cannot be read';
  const tag = (name: string): string => (tags.get(name) ?? '').replace(/\s+/g, '');
  if (kind === 'dkim' && tag('v') !== '1') return 'v= is not 1';
  const algorithm = tag('a').toLowerCase();
  // RFC 8301 §3.1: rsa-sha1 is no longer believed.
  if (algorithm !== 'rsa-sha256' && algorithm !== 'ed25519-sha256')
    return `the algorithm ${shown(algorithm)} is not used`;
  const [headerHow = 'simple', bodyHow = 'simple'] = (tag('c') || 'simple/simple').toLowerCase().split('/');
  if (!isCanonicalization(headerHow) || !isCanonicalization(bodyHow)) return 'c= is neither simple nor relaxed';
  const domain = asciiDomain(tag('d'));
  const selector = tag('s').toLowerCase();
  if (domain === null || domain === '' || !/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(selector))
    return 'd= or s= is no name';
  const signedNames = tag('h').toLowerCase().split(':');
  // RFC 6376 §5.4: a signature that does not cover the author says nothing.
  if (!signedNames.includes('from')) return 'From is not signed';
  const identity = asciiDomain(tag('i').slice(tag('i').lastIndexOf('@') + 1) || domain) ?? '';
  if (kind === 'dkim' && identity !== domain && !identity.endsWith(`.${domain}`)) return 'i= is not within d=';
  const query = tag('q');
  if (query !== '' && !query.split(':').includes('dns/txt')) return 'the key is not in the DNS';
  const [length, expires] = [tag('l'), tag('x')];
  if (!/^\d{0,15}$/.test(length) || !/^\d{0,12}$/.test(expires)) return 'l= or x= is no number';
  if (tag('b') === '' || tag('bh') === '') return 'the signature or the hash of the body is missing';
  return {
    field,
    algorithm,
    signature: Buffer.from(tag('b'), 'base64'),
    bodyHash: tag('bh'),
    headerHow,
    bodyHow,
    domain,
    selector,
    signedNames,
    identityDomain: identity,
    bodyLength: length === '' ? null : Number(length),
    expiresAt: expires === '' ? null : Number(expires) * 1000,
  };
}

function isCanonicalization(text: string): text is Canonicalization {
  return text === 'simple' || text === 'relaxed';
}

function shown(text: string): string {
  return text.replace(/[^a-z0-9-]/g, '?').slice(0, 20);
}
