import type { DnsClient } from '../../../platform/dns/dns-client.ts';
import { type DmarcRecord, parseDmarcRecord } from './policy-record.ts';

export interface WalkedRecord {
  readonly domain: string;
  readonly record: DmarcRecord;
}

export interface TreeWalk {
  /** Where the organisation begins: what two names must share to be aligned. */
  readonly organization: string;
  /** Every record on the way up, the nearest first. */
  readonly records: readonly WalkedRecord[];
}

/** Labels that are asked for above the name itself; a longer name is shortened to so many. */
const mostLabels = 7;

/**
 * The DNS tree walk of DMARC: records at the name and above it tell where its organisation begins. It needs no list of
 * public suffixes, which would have to be kept fresh; docs/decisions/0020-sender-authentication.md. @throws DnsFailure
 */
export async function walkTree(dns: DnsClient, domain: string): Promise<TreeWalk> {
  const records: WalkedRecord[] = [];
  let organization: string | null = null;
  let child: string | null = null;
  for (const name of namesUp(domain)) {
    const record = await recordAt(dns, name);
    if (record !== null) {
      records.push({ domain: name, record });
      if (record.publicSuffix === 'n') organization = name;
      else if (record.publicSuffix === 'y' && name !== domain) organization = child;
      if (organization !== null) break;
    }
    child = name;
  }
  // Without such a mark it is the highest name that has a record, or the name itself.
  organization ??= records.at(-1)?.domain ?? domain;
  return { organization, records };
}

async function recordAt(dns: DnsClient, name: string): Promise<DmarcRecord | null> {
  const { values } = await dns.query(`_dmarc.${name}`, 'TXT');
  const found = values.flatMap((text) => parseDmarcRecord(text) ?? []);
  // Several are as good as none (RFC 7489 §6.6.3).
  return found.length === 1 ? (found[0] ?? null) : null;
}

function namesUp(domain: string): readonly string[] {
  const labels = domain.split('.');
  const names = [domain];
  for (let count = Math.min(labels.length - 1, mostLabels); count >= 1; count -= 1)
    names.push(labels.slice(-count).join('.'));
  return names;
}
