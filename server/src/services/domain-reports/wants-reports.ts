import type { DnsClient } from '../../platform/dns/dns-client.ts';
import { parseDmarcRecord } from '../message-authentication/dmarc/policy-record.ts';
import { walkTree } from '../message-authentication/dmarc/tree-walk.ts';
import { type ReportUri, reportUris } from './report-uris.ts';

/**
 * Where a domain wants its DMARC reports now: what its record names, without addresses in domains of others who have not said
 * that they take them (RFC 7489 §7.1). @throws DnsFailure
 */
export async function wantsReports(dns: DnsClient, policyDomain: string): Promise<readonly ReportUri[]> {
  const { values } = await dns.query(`_dmarc.${policyDomain}`, 'TXT');
  const records = values.flatMap((text) => parseDmarcRecord(text) ?? []);
  const [record] = records;
  if (record === undefined || records.length > 1) return [];
  const { organization } = await walkTree(dns, policyDomain);
  const wanted: ReportUri[] = [];
  for (const uri of reportUris(record.reportUris))
    if ((await walkTree(dns, uri.domain)).organization === organization || (await takesFor(dns, policyDomain, uri)))
      wanted.push(uri);
  return wanted;
}

async function takesFor(dns: DnsClient, policyDomain: string, { domain }: ReportUri): Promise<boolean> {
  const { values } = await dns.query(`${policyDomain}._report._dmarc.${domain}`, 'TXT');
  return values.some((text) => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text));
}
