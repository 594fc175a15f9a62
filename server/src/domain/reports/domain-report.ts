import type { DmarcReport } from './dmarc-report.ts';
import type { TlsReport } from './tls-report.ts';

/** What both kinds of report have. */
export interface ReportHead {
  /** Of ours, in lower case, in ASCII. */
  readonly domain: string;
  /** Who reports, as it calls itself: hostile text. */
  readonly organization: string;
  readonly contact: string;
  readonly reportId: string;
  /** The span that is reported on; milliseconds since 1970. */
  readonly begins: number;
  readonly ends: number;
  /** Messages (DMARC) or sessions (TLS). */
  readonly passed: number;
  readonly failed: number;
}

/** One report about one domain. */
export type DomainReport = ReportHead &
  (({ readonly kind: 'dmarc' } & DmarcReport) | ({ readonly kind: 'tls' } & TlsReport));

export type DomainReportKind = DomainReport['kind'];

export interface DomainReportQuery<Kind extends DomainReportKind> {
  readonly kind: Kind;
  /** With its subdomains; absent: all. */
  readonly domain?: string;
  /** Of spans that end after it. */
  readonly start?: number;
  /** Of spans that begin before it. */
  readonly end?: number;
}

/** The reports about our domains, for half a year. */
export interface DomainReports {
  /** False: it is here already. A reporter may send one twice (RFC 7489 §7.2.1.1: the report id tells). */
  add(report: DomainReport): Promise<boolean>;
  /** The newest span first, read a page at a time. */
  list<Kind extends DomainReportKind>(
    query: DomainReportQuery<Kind>,
  ): AsyncGenerator<Extract<DomainReport, { readonly kind: Kind }> & { readonly received: number }, void, void>;
}
