import type { ComposeInput } from '@relais/mime';
import type { Counted, Observation } from '../../domain/reports/daily-counts.ts';
import type { DnsClient } from '../../platform/dns/dns-client.ts';
import type { ReportUri } from './report-uris.ts';

export interface ReportHead {
  readonly organization: string;
  /** Who reports: `postmaster@contoso.com`. */
  readonly contact: string;
  readonly reportId: string;
  /** Seconds since 1970. */
  readonly begins: number;
  readonly ends: number;
  readonly policyDomain: string;
}

/** What the two kinds of reports to other domains differ in. */
export interface ReportKind<O extends Observation> {
  readonly name: 'dmarc' | 'tls';
  readonly mostRows: number;
  /** Where a domain wants its reports now. @throws DnsFailure */
  wanted(dns: DnsClient, policyDomain: string): Promise<readonly ReportUri[]>;
  document(head: ReportHead, rows: readonly Counted<O>[]): string;
  /** The message around the document, which is gzipped; `own`: the domain that reports. */
  message(
    head: ReportHead,
    own: string,
    packed: Uint8Array,
  ): Pick<ComposeInput, 'subject' | 'text' | 'attachments' | 'headers' | 'reportType'>;
}
