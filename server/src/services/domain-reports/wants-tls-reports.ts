import type { DnsClient } from '../../platform/dns/dns-client.ts';
import { type ReportUri, reportUris } from './report-uris.ts';

/**
 * Where a domain wants its TLS reports now (RFC 8460 §3); only by mail, `https:` is passed over. Nobody has to agree to reports
 * about others here, as with DMARC. @throws DnsFailure
 */
export async function wantsTlsReports(dns: DnsClient, policyDomain: string): Promise<readonly ReportUri[]> {
  const { values } = await dns.query(`_smtp._tls.${policyDomain}`, 'TXT');
  const records = values.filter((text) => /^v=TLSRPTv1[ \t]*;/.test(text));
  const [record] = records;
  if (record === undefined || records.length > 1) return [];
  const rua = record.split(';').flatMap((field) => /^[ \t]*rua=(.*)$/.exec(field)?.[1] ?? [])[0];
  return reportUris(rua ?? '');
}
