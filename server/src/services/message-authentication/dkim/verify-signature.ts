import { createHash } from 'node:crypto';
import { type DnsClient, DnsFailure } from '../../../platform/dns/dns-client.ts';
import type { HeaderField } from '../header-fields.ts';
import { canonicalField, chosenFields, withoutSignature } from './canonical-header.ts';
import { findDkimKey, verifySignature } from './public-key.ts';
import type { SignatureField } from './signature-field.ts';

/** RFC 8601 §2.7.1; `neutral` and `policy` are not given. */
export type DkimVerdict = 'pass' | 'fail' | 'temperror' | 'permerror';

export interface SignatureVerdict {
  readonly verdict: DkimVerdict;
  /** For a person, in the field that tells of it. */
  readonly reason: string | null;
}

export interface BodyFacts {
  /** Of the body in the signature's own form. */
  readonly hash: string;
  readonly canonicalBytes: number;
}

/** RFC 6376 §6.1, for DKIM-Signature and ARC-Message-Signature alike; never throws for what a sender may write. */
export async function checkSignature(
  dns: DnsClient,
  signature: SignatureField,
  fields: readonly HeaderField[],
  body: BodyFacts,
  now: number,
): Promise<SignatureVerdict> {
  if (signature.expiresAt !== null && signature.expiresAt < now) return failed('the signature has expired');
  // RFC 6376 §3.5: l= beyond the body is no signature of it.
  if (signature.bodyLength !== null && signature.bodyLength > body.canonicalBytes)
    return { verdict: 'permerror', reason: 'l= is longer than the body' };
  if (body.hash !== signature.bodyHash) return failed('the body has been changed');
  try {
    const key = await findDkimKey(dns, signature.domain, signature.selector);
    if (typeof key === 'string') return { verdict: 'permerror', reason: key };
    if (key.kind !== (signature.algorithm === 'rsa-sha256' ? 'rsa' : 'ed25519'))
      return { verdict: 'permerror', reason: 'the key is of another kind than the signature' };
    if (key.isStrict && signature.identityDomain !== signature.domain)
      return { verdict: 'permerror', reason: 'the key is for its own domain only' };
    const others = fields.filter((field) => field !== signature.field);
    const text =
      chosenFields(others, signature.signedNames, signature.headerHow) +
      canonicalField(withoutSignature(signature.field), signature.headerHow);
    const signed = Buffer.from(text, 'latin1');
    const digest = createHash('sha256').update(signed).digest();
    return (await verifySignature(key, signed, digest, signature.signature))
      ? { verdict: 'pass', reason: null }
      : failed('the signature does not match');
  } catch (error) {
    if (error instanceof DnsFailure) return { verdict: 'temperror', reason: 'the key could not be asked for' };
    throw error;
  }
}

function failed(reason: string): SignatureVerdict {
  return { verdict: 'fail', reason };
}
