import { createHash } from 'node:crypto';
import { asciiDomain } from '../../../domain/queue/address-space.ts';
import { type DnsClient, DnsFailure } from '../../../platform/dns/dns-client.ts';
import { canonicalField, withoutSignature } from '../dkim/canonical-header.ts';
import { findDkimKey, verifySignature } from '../dkim/public-key.ts';
import { type BodyFacts, checkSignature } from '../dkim/verify-signature.ts';
import { fieldBody, type HeaderField } from '../header-fields.ts';
import type { ArcSet } from './arc-sets.ts';

export interface ArcResult {
  readonly verdict: 'none' | 'pass' | 'fail';
  readonly reason: string | null;
  /** Domain of the newest seal; `null` without one. */
  readonly sealer: string | null;
  /** Whether the newest handler found DMARC to pass (in its ARC-Authentication-Results). */
  readonly sawDmarcPass: boolean;
  readonly instances: number;
}

/** Validates a chain (RFC 8617 §5.2): the newest message signature, then every seal from the newest down. */
export async function checkArc(
  dns: DnsClient,
  sets: readonly ArcSet[] | string,
  fields: readonly HeaderField[],
  body: BodyFacts,
  now: number,
): Promise<ArcResult> {
  if (typeof sets === 'string') return failed(sets, null, 0);
  const newest = sets.at(-1);
  if (newest === undefined) return { verdict: 'none', reason: null, sealer: null, sawDmarcPass: false, instances: 0 };
  const sealer = asciiDomain(newest.sealTags.get('d') ?? '');
  // RFC 8617 §4.1.2: it could not be made before the seal, which covers it in turn.
  if (newest.message.signedNames.includes('arc-seal'))
    return failed('the message signature covers seals', sealer, sets.length);
  const { verdict, reason } = await checkSignature(dns, newest.message, fields, body, now);
  if (verdict !== 'pass') return failed(reason ?? 'the message signature does not match', sealer, sets.length);
  try {
    for (const set of sets.toReversed()) {
      const wrong = await sealFault(dns, set, sets);
      if (wrong !== null) return failed(wrong, sealer, sets.length);
    }
  } catch (error) {
    // RFC 8617 §5.2: a chain that cannot be validated has failed.
    if (error instanceof DnsFailure) return failed('the key of a seal could not be asked for', sealer, sets.length);
    throw error;
  }
  const sawDmarcPass = /;\s*dmarc\s*=\s*pass\b/i.test(fieldBody(newest.results));
  return { verdict: 'pass', reason: null, sealer, sawDmarcPass, instances: sets.length };
}

async function sealFault(dns: DnsClient, set: ArcSet, sets: readonly ArcSet[]): Promise<string | null> {
  const tag = (name: string): string => (set.sealTags.get(name) ?? '').replace(/\s+/g, '');
  const algorithm = tag('a').toLowerCase();
  const domain = asciiDomain(tag('d'));
  if (domain === null || domain === '' || tag('s') === '') return 'a seal names no key';
  const key = await findDkimKey(dns, domain, tag('s').toLowerCase());
  if (typeof key === 'string') return key;
  if (algorithm !== (key.kind === 'rsa' ? 'rsa-sha256' : 'ed25519-sha256'))
    return 'a seal has another algorithm than its key';
  const signed = Buffer.from(sealedText(sets.slice(0, set.instance), withoutSignature(set.seal)), 'latin1');
  const digest = createHash('sha256').update(signed).digest();
  return (await verifySignature(key, signed, digest, Buffer.from(tag('b'), 'base64')))
    ? null
    : `the seal of instance ${set.instance} does not match`;
}

/** What a seal signs (RFC 8617 §5.1.1): every set in order, the last seal without its signature. */
export function sealedText(
  sets: readonly {
    readonly results: HeaderField;
    readonly message: { readonly field: HeaderField };
    readonly seal?: HeaderField;
  }[],
  last: HeaderField,
): string {
  const parts = sets.flatMap(({ results, message, seal }, index) => [
    results,
    message.field,
    ...(index === sets.length - 1 || seal === undefined ? [] : [seal]),
  ]);
  return [...parts, last].map((field) => canonicalField(field, 'relaxed')).join('\r\n');
}

function failed(reason: string, sealer: string | null, instances: number): ArcResult {
  return { verdict: 'fail', reason, sealer, sawDmarcPass: false, instances };
}
