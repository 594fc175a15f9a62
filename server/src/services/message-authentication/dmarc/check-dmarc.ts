import { type DnsClient, DnsFailure } from '../../../platform/dns/dns-client.ts';
import { type DmarcPolicy, type DmarcRecord, oneStepMilder } from './policy-record.ts';
import { type WalkedRecord, walkTree } from './tree-walk.ts';

export interface DmarcResult {
  /** RFC 7489 §11.2. */
  readonly verdict: 'none' | 'pass' | 'fail' | 'temperror' | 'permerror';
  /** What the domain asks for where it fails. */
  readonly policy: DmarcPolicy;
  /** Of From. */
  readonly domain: string;
  /** What was found, and which of both backs From; absent: there is no policy, or it is not known. */
  readonly found?: WalkedRecord & { readonly spf: boolean; readonly dkim: boolean };
}

/**
 * Whether From is backed by SPF or DKIM of the same organisation (RFC 7489 §6.6.2). `domain` is that of the one author,
 * `null` when there is not exactly one; `spf` and `dkim` are the domains that passed.
 */
export async function checkDmarc(
  dns: DnsClient,
  facts: { readonly domain: string | null; readonly spf: string | null; readonly dkim: readonly string[] },
): Promise<DmarcResult> {
  const { domain } = facts;
  if (domain === null) return { verdict: 'permerror', policy: 'none', domain: '' };
  try {
    const { organization, records } = await walkTree(dns, domain);
    // The author's own record, the organisation's, or that of the public suffix above it.
    const found =
      records.find((one) => one.domain === domain) ??
      records.find((one) => one.domain === organization) ??
      records.find((one) => one.record.publicSuffix === 'y');
    if (found === undefined) return { verdict: 'none', policy: 'none', domain };
    const { record } = found;
    const policy = found.domain === domain ? record.policy : await inheritedPolicy(dns, domain, record);
    const isAligned = async (other: string, strict: boolean): Promise<boolean> => {
      if (other === domain) return true;
      if (strict || (other !== organization && !other.endsWith(`.${organization}`))) return false;
      return (await walkTree(dns, other)).organization === organization;
    };
    const spf = facts.spf !== null && (await isAligned(facts.spf, record.strictSpf));
    let dkim = false;
    for (const other of facts.dkim) dkim ||= await isAligned(other, record.strictDkim);
    return {
      verdict: spf || dkim ? 'pass' : 'fail',
      policy: record.isTest ? oneStepMilder(policy) : policy,
      domain,
      found: { ...found, spf, dkim },
    };
  } catch (error) {
    if (error instanceof DnsFailure) return { verdict: 'temperror', policy: 'none', domain };
    throw error;
  }
}

/** sp=, or np= for a name that does not exist. */
async function inheritedPolicy(dns: DnsClient, domain: string, record: DmarcRecord): Promise<DmarcPolicy> {
  if (record.absentPolicy === record.subdomainPolicy) return record.subdomainPolicy;
  const { kind } = await dns.query(domain, 'MX');
  return kind === 'no-such-name' ? record.absentPolicy : record.subdomainPolicy;
}
