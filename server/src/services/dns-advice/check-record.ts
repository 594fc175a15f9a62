import { type DnsClient, DnsFailure } from '../../platform/dns/dns-client.ts';
import { parseDmarcRecord } from '../message-authentication/dmarc/policy-record.ts';
import { parseTagList } from '../message-authentication/dkim/tag-list.ts';
import { checkSpf } from '../message-authentication/spf/check-host.ts';
import { isSpfRecord } from '../message-authentication/spf/spf-record.ts';
import { mtaStsId } from '../relay/mta-sts-policy.ts';
import type { AdvisedRecord } from './advised-records.ts';

/** `Different`: something stands there that does not do what is advised. */
export type RecordStatus = 'Published' | 'Different' | 'Missing' | 'Unknown';

export interface CheckedRecord {
  readonly status: RecordStatus;
  readonly published: readonly string[];
}

/** Asks whether a record stands in the DNS and does what it is for; another spelling of the same is as good. */
export async function checkRecord(dns: DnsClient, record: AdvisedRecord, host: string): Promise<CheckedRecord> {
  try {
    const published = await publishedAt(dns, record);
    if (published.length === 0) return { status: 'Missing', published };
    return { status: (await serves(dns, record, published, host)) ? 'Published' : 'Different', published };
  } catch (error) {
    // Whether it is there nobody knows now.
    if (error instanceof DnsFailure) return { status: 'Unknown', published: [] };
    throw error;
  }
}

async function publishedAt(dns: DnsClient, { type, name, purpose }: AdvisedRecord): Promise<readonly string[]> {
  switch (type) {
    case 'MX':
      return (await dns.query(name, 'MX')).values.map(({ preference, exchange }) => `${preference} ${exchange || ''}.`);
    case 'A':
      return await addressesOf(dns, name);
    case 'SRV':
      return (await dns.query(name, 'SRV')).values.map(
        ({ priority, weight, port, target }) => `${priority} ${weight} ${port} ${target === '' ? '' : target}.`,
      );
    case 'CAA':
      return (await dns.query(name, 'CAA')).values.map(({ flags, tag, value: text }) => `${flags} ${tag} "${text}"`);
    case 'CNAME': {
      const aliases = (await dns.query(name, 'CNAME')).values.map((target) => `${target}.`);
      // An address of its own is as good as an alias.
      return aliases.length > 0 ? aliases : await addressesOf(dns, name);
    }
    case 'TXT': {
      const { values } = await dns.query(name, 'TXT');
      return purpose === 'SPF' ? values.filter(isSpfRecord) : values;
    }
  }
}

async function serves(
  dns: DnsClient,
  { purpose, type, name, value }: AdvisedRecord,
  published: readonly string[],
  host: string,
): Promise<boolean> {
  if (type === 'CNAME') return await leadsTo(dns, published, name, host);
  switch (purpose) {
    case 'MX':
      return published.some((text) => text.endsWith(` ${host}.`));
    case 'Address':
      return true;
    case 'SPF':
      return await allowsHost(dns, name, host);
    case 'DKIM':
      return value !== null && published.some((text) => keyOf(text) === keyOf(value));
    case 'DMARC':
      if (name.includes('._report._dmarc.')) return published.some((text) => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text));
      return published.filter((text) => parseDmarcRecord(text) !== null).length === 1;
    case 'MTA-STS':
      return mtaStsId(published) !== null;
    case 'TLS-RPT': {
      // RFC 8460 §3: of several none counts.
      const records = published.filter((text) => text.startsWith('v=TLSRPTv1'));
      return records.length === 1 && /^v=TLSRPTv1\s*;.*\brua=(?:mailto|https):/.test(records[0] ?? '');
    }
    case 'CAA':
      // One that speaks of reports alone leaves every authority its way; parameters behind the name are the administrator's.
      return published.some((text) => issuerOf(text) === issuerOf(value ?? ''));
    case 'Client settings':
      return published.some((text) => afterWeight(text) === afterWeight(value ?? ''));
    case 'PACC':
      // Another digest: the settings have changed since, and programs would not take them.
      return published.some((text) => withoutSpaces(text) === withoutSpaces(value ?? ''));
    case 'Autoconfig':
    case 'Autodiscover':
      return published.some((text) => afterWeight(text) === afterWeight(value ?? ''));
  }
}

/** Whether an alias names this server, or the name has one of its addresses. */
async function leadsTo(dns: DnsClient, published: readonly string[], name: string, host: string): Promise<boolean> {
  if (published.some((target) => target.toLowerCase() === `${host.toLowerCase()}.`)) return true;
  const own = new Set(await addressesOf(dns, host));
  return (await addressesOf(dns, name)).some((address) => own.has(address));
}

async function addressesOf(dns: DnsClient, name: string): Promise<readonly string[]> {
  return [...(await dns.query(name, 'A')).values, ...(await dns.query(name, 'AAAA')).values];
}

/** Whether mail from this server's own addresses passes SPF. */
async function allowsHost(dns: DnsClient, domain: string, host: string): Promise<boolean> {
  const addresses = await addressesOf(dns, host);
  for (const address of addresses) {
    const { verdict } = await checkSpf(dns, { address, sender: `postmaster@${domain}`, helo: host });
    if (verdict !== 'pass') return false;
  }
  return addresses.length > 0;
}

function withoutSpaces(text: string): string {
  return text.replace(/\s+/g, '');
}

function keyOf(text: string): string {
  return (parseTagList(text)?.get('p') ?? '').replace(/\s+/g, '');
}

/** Port and target of an SRV record: priority and weight are the administrator's. */
function afterWeight(text: string): string {
  return text.split(' ').slice(2).join(' ').toLowerCase();
}

/** Of `0 issue "letsencrypt.org; accounturi=…"` the name. */
function issuerOf(text: string): string | null {
  return /^\d+ issue "\s*([^;"\s]+)/.exec(text.toLowerCase())?.[1] ?? null;
}
