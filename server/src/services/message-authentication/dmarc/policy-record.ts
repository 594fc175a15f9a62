import { parseTagList } from '../dkim/tag-list.ts';

export type DmarcPolicy = 'none' | 'quarantine' | 'reject';

/** A DMARC record (RFC 7489 §6.3, with psd= and np= of RFC 9091 and its successor). */
export interface DmarcRecord {
  readonly policy: DmarcPolicy;
  readonly subdomainPolicy: DmarcPolicy;
  readonly absentPolicy: DmarcPolicy;
  readonly strictDkim: boolean;
  readonly strictSpf: boolean;
  /** `y`: a public suffix; `n`: an organisation whatever stands above; `u`: not said. */
  readonly publicSuffix: 'y' | 'n' | 'u';
  /** t=y, or pct=0 of old: what is asked for is done one step milder. */
  readonly isTest: boolean;
  /** rua=, as it stands there; empty: no reports are wanted. */
  readonly reportUris: string;
}

/** What is done of a policy that is being tried: what RFC 7489 §6.6.4 wants for mail that pct= leaves out. */
export function oneStepMilder(policy: DmarcPolicy): DmarcPolicy {
  return policy === 'reject' ? 'quarantine' : 'none';
}

/** `null`: it is none, or one that cannot be used. */
export function parseDmarcRecord(text: string): DmarcRecord | null {
  if (!/^v\s*=\s*DMARC1\s*(?:;|$)/.test(text)) return null;
  const tags = parseTagList(text);
  if (tags === null) return null;
  const tag = (name: string): string => (tags.get(name) ?? '').toLowerCase();
  const policyOf = (name: string): DmarcPolicy | null => {
    const value = tag(name);
    return value === 'none' || value === 'quarantine' || value === 'reject' ? value : null;
  };
  // RFC 7489 §6.6.3: without a valid p= it counts as none where reports are asked for, otherwise not at all.
  const policy = policyOf('p') ?? (tags.has('rua') || policyOf('sp') !== null ? 'none' : null);
  if (policy === null) return null;
  const subdomainPolicy = policyOf('sp') ?? policy;
  const psd = tag('psd');
  return {
    policy,
    subdomainPolicy,
    absentPolicy: policyOf('np') ?? subdomainPolicy,
    strictDkim: tag('adkim') === 's',
    strictSpf: tag('aspf') === 's',
    publicSuffix: psd === 'y' || psd === 'n' ? psd : 'u',
    isTest: tag('t') === 'y' || tag('pct') === '0',
    reportUris: tags.get('rua') ?? '',
  };
}
